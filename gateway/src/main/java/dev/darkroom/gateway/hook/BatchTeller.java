package dev.darkroom.gateway.hook;

import dev.darkroom.gateway.batch.BatchListener;
import dev.darkroom.gateway.body.Json;
import dev.darkroom.job.id.FileId;
import dev.darkroom.storage.batch.BatchEnd;
import dev.darkroom.storage.batch.BatchManifest;
import dev.darkroom.storage.hook.HookEntry;
import dev.darkroom.storage.hook.HookEvent;
import dev.darkroom.storage.log.HookLog;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;

/** Tells webhooks of batches that have ended. Told twice, a webhook hears of it once. */
final class BatchTeller implements BatchListener {
  private final HookLog log;

  BatchTeller(HookLog log) {
    this.log = log;
  }

  /** A batch as webhooks tell it; times are Unix seconds, as everywhere in batches. */
  private record Data(
      String id,
      String object,
      String status,
      long createdAt,
      long endedAt,
      Counts requestCounts,
      Optional<String> outputFileId,
      Optional<String> errorFileId,
      Map<String, String> metadata,
      Urls urls) {}

  private record Counts(int total, int completed, int failed) {}

  private record Urls(String self, String results) {}

  @Override
  public void ended(BatchManifest batch, BatchEnd end) {
    String id = batch.id().value();
    String status = end.outcome().name().toLowerCase(Locale.ROOT);
    String self = "/v1/batches/" + id;
    Data data =
        new Data(
            id,
            "batch",
            status,
            batch.createdAt().getEpochSecond(),
            end.at().getEpochSecond(),
            new Counts(end.succeeded() + end.failed(), end.succeeded(), end.failed()),
            end.outputFile().map(FileId::value),
            end.errorFile().map(FileId::value),
            batch.terms().metadata(),
            new Urls(self, self + "/results"));
    HookEvent event =
        new HookEvent(
            id + "-" + status,
            "batch." + status,
            id,
            batch.tenant(),
            end.at(),
            batch.terms().metadata(),
            Json.text(data),
            Optional.empty());
    log.put(Math.floorMod(id.hashCode(), log.partitions()), new HookEntry.Told(event));
  }
}
