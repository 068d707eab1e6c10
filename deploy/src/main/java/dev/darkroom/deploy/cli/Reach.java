package dev.darkroom.deploy.cli;

import java.util.Collections;
import java.util.Map;
import java.util.TreeMap;

/**
 * Which command makes which call of the API. What has none of its own is reached by {@code darkroom
 * api}, as is every call.
 */
final class Reach {
  private static final Map<String, String> COMMANDS = commands();

  private Reach() {}

  /** Command words by operationId, sorted. */
  static Map<String, String> byOperation() {
    return COMMANDS;
  }

  private static Map<String, String> commands() {
    Map<String, String> commands = new TreeMap<>();
    reach(commands, "generate", "createJob");
    reach(commands, "watch", "streamJobEvents");
    reach(commands, "cancel", "cancelJob");
    reach(commands, "pause", "pauseJob");
    reach(commands, "resume", "resumeJob");
    reach(commands, "retry", "retryJob");
    reach(commands, "logs", "getJobLogs");
    reach(commands, "jobs", "listJobs");
    reach(commands, "jobs show", "getJob");
    reach(commands, "jobs bulk", "bulkJobs");
    reach(commands, "uploads add", "createUpload");
    reach(
        commands,
        "uploads add",
        "createDirectUpload",
        "completeDirectUpload",
        "deleteDirectUpload");
    reach(commands, "api", "getDirectUpload");
    reach(commands, "uploads list", "listUploads");
    reach(commands, "uploads show", "getUpload");
    reach(commands, "uploads remove", "deleteUpload");
    reach(commands, "embeddings list", "listEmbeddings");
    reach(commands, "embeddings show", "getEmbedding");
    reach(commands, "embeddings versions", "listEmbeddingVersions");
    reach(commands, "embeddings export", "getEmbeddingContent");
    reach(commands, "embeddings import", "importEmbedding");
    reach(commands, "embeddings describe", "describeEmbedding");
    reach(commands, "embeddings remove", "deleteEmbedding");
    reach(commands, "models list", "listModels");
    reach(commands, "models show", "getModel");
    reach(commands, "batch submit", "createBatch");
    reach(commands, "batch list", "listBatches");
    reach(commands, "batch status", "getBatch");
    reach(commands, "batch cancel", "cancelBatch");
    reach(commands, "batch results", "getBatchResults");
    reach(commands, "batch retry", "retryBatch");
    reach(commands, "api", "getBatchOutputs", "streamBatchEvents", "describeModel");
    reach(commands, "dead-letters list", "listDeadLetters");
    reach(commands, "dead-letters replay", "replayDeadLetters");
    reach(commands, "pools list", "listPools");
    reach(commands, "pools show", "getPool");
    reach(commands, "pools create", "createPool");
    reach(commands, "pools change", "changePool");
    reach(commands, "pools delete", "deletePool");
    reach(commands, "pools pause", "pausePool");
    reach(commands, "pools resume", "resumePool");
    reach(commands, "pools cordon", "cordonPool");
    reach(commands, "pools uncordon", "uncordonPool");
    reach(commands, "pools scale", "getPoolScale");
    reach(commands, "workers list", "listWorkers");
    reach(commands, "workers show", "getWorker");
    reach(commands, "workers drain", "drainWorker");
    reach(commands, "workers stop", "stopWorker");
    reach(commands, "workers lock", "lockWorker");
    reach(commands, "workers unlock", "unlockWorker");
    reach(commands, "webhooks create", "createWebhook");
    reach(commands, "webhooks list", "listWebhooks");
    reach(commands, "webhooks show", "getWebhook");
    reach(commands, "webhooks enable", "changeWebhook");
    reach(commands, "webhooks rotate", "rotateWebhook");
    reach(commands, "webhooks test", "testWebhook");
    reach(commands, "webhooks deliveries", "listDeliveries");
    reach(commands, "webhooks replay", "replayDelivery");
    reach(commands, "webhooks delete", "deleteWebhook");
    reach(commands, "audit", "listAudit");
    reach(commands, "keys create", "createKey");
    reach(commands, "keys list", "listKeys");
    reach(commands, "keys revoke", "revokeKey");
    reach(commands, "tenants list", "listTenants");
    reach(commands, "tenants show", "getTenant");
    reach(commands, "tenants set", "setTenant");
    reach(commands, "tenants quota", "getQuota");
    reach(commands, "status", "getReadiness");
    reach(commands, "files add", "createFile");
    reach(commands, "files list", "listFiles");
    reach(commands, "files show", "getFile");
    reach(commands, "files get", "getFileContent");
    reach(commands, "files remove", "deleteFile");
    reach(commands, "api", "streamEvents", "getJobOutput", "deleteJobOutput", "deleteJob");
    reach(commands, "api", "createImage", "editImage", "varyImage");
    reach(commands, "api", "createTuning", "listTunings", "getTuning");
    reach(commands, "api", "cancelTuning", "pauseTuning", "resumeTuning");
    reach(commands, "api", "listTuningEvents", "listTuningCheckpoints");
    reach(commands, "api", "getDocs", "getHealth", "getMetrics", "getOpenApi");
    return Collections.unmodifiableMap(commands);
  }

  private static void reach(Map<String, String> commands, String command, String... operations) {
    for (String operation : operations) {
      commands.put(operation, command);
    }
  }
}
