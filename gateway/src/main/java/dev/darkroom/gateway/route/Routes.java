package dev.darkroom.gateway.route;

import dev.darkroom.gateway.batch.BatchDesk;
import dev.darkroom.gateway.body.JobBodies;
import dev.darkroom.gateway.body.PoolBodies;
import dev.darkroom.gateway.command.Bulk;
import dev.darkroom.gateway.command.Deletions;
import dev.darkroom.gateway.command.KeyBudgets;
import dev.darkroom.gateway.command.Keys;
import dev.darkroom.gateway.command.Operating;
import dev.darkroom.gateway.command.Quotes;
import dev.darkroom.gateway.command.SchedulerProbe;
import dev.darkroom.gateway.command.Steering;
import dev.darkroom.gateway.command.Submitter;
import dev.darkroom.gateway.command.Tenants;
import dev.darkroom.gateway.hook.HookDesk;
import dev.darkroom.gateway.http.ApiDocument;
import dev.darkroom.gateway.http.Route;
import dev.darkroom.gateway.model.ModelCatalog;
import dev.darkroom.gateway.openai.route.OpenAiRoutes;
import dev.darkroom.gateway.output.OutputFiles;
import dev.darkroom.gateway.progress.ProgressHub;
import dev.darkroom.gateway.request.EmbeddingRequests;
import dev.darkroom.gateway.request.JobRequestReader;
import dev.darkroom.gateway.route.hook.HookRoutes;
import dev.darkroom.gateway.sse.JobEvents;
import dev.darkroom.gateway.view.FarmView;
import dev.darkroom.gateway.view.PoolView;
import dev.darkroom.gateway.view.StateFollower;
import dev.darkroom.storage.embedding.Embeddings;
import dev.darkroom.storage.log.AuditLog;
import dev.darkroom.storage.object.ObjectStore;
import dev.darkroom.storage.upload.Uploads;
import io.micrometer.prometheusmetrics.PrometheusMeterRegistry;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Supplier;

/** Every route there is. */
public final class Routes {
  private Routes() {}

  /** What the farm is seen with. */
  public record Eyes(
      FarmView view,
      StateFollower follower,
      ProgressHub progress,
      JobBodies bodies,
      PoolBodies poolBodies,
      JobEvents events,
      ModelCatalog models) {}

  /**
   * What tenants keep here.
   *
   * @param catchUp publishes what jobs have made up to now
   */
  public record Shelves(
      ObjectStore objects,
      Uploads uploads,
      Embeddings embeddings,
      Runnable catchUp,
      OutputFiles files) {}

  /** What the farm is moved with. */
  public record Hands(
      JobRequestReader reader,
      Submitter submitter,
      Quotes quotes,
      Steering steering,
      Deletions deletions,
      Operating operating,
      Bulk bulk,
      SchedulerProbe probe,
      Keys keys,
      KeyBudgets budgets,
      Tenants tenants,
      BatchDesk batches,
      OpenAiRoutes.Desks openAi,
      HookDesk webhooks,
      AuditLog audit) {}

  /**
   * What the gateway tells of itself.
   *
   * @param url where clients reach it
   */
  public record Self(
      ApiDocument document, Supplier<String> url, PrometheusMeterRegistry registry) {}

  /**
   * One route for each operation of the document.
   *
   * @param unknownJob how long an unknown job id is waited for
   * @param longestWait what a longer {@code Prefer: wait} is cut to
   */
  public static List<Route> of(
      Eyes eyes,
      Hands hands,
      Shelves shelves,
      Self self,
      Duration unknownJob,
      Duration longestWait) {
    FarmView view = eyes.view();
    JobBodies bodies = eyes.bodies();
    Jobs jobs = new Jobs(view.jobs(), unknownJob);
    Waiting waiting = new Waiting(view.jobs(), longestWait);
    Steering steering = hands.steering();
    Words words = new Words(shelves.embeddings(), shelves.catchUp(), bodies);
    Uploads uploads = shelves.uploads();
    List<Route> routes = new ArrayList<>();
    routes.addAll(pools(eyes, hands.operating()));
    routes.addAll(OpenAiRoutes.of(hands.openAi(), view.jobs(), steering));
    routes.addAll(HookRoutes.of(hands.webhooks()));
    routes.addAll(
        List.of(
            new CreateJob(
                hands.reader(), hands.submitter(), bodies, new DryRun(hands.quotes()), waiting),
            new ListJobs(view.jobs(), bodies),
            new GetJob(jobs, bodies),
            new StreamJobEvents(jobs, eyes.events()),
            new StreamEvents(eyes.events()),
            new SteerJob("cancelJob", jobs, steering::cancel, bodies, waiting),
            new SteerJob("pauseJob", jobs, steering::pause, bodies, waiting),
            new SteerJob("resumeJob", jobs, steering::resume, bodies, waiting),
            new SteerJob("retryJob", jobs, steering::retry, bodies, waiting),
            new BulkJobs(hands.bulk(), view.pools()),
            new DeleteJob(jobs, hands.deletions(), hands.batches()),
            OneOutput.get(jobs, shelves.files()),
            OneOutput.delete(jobs, hands.deletions()),
            new GetJobLogs(jobs, shelves.objects(), eyes.progress()),
            new CreateUpload(uploads),
            new ListUploads(uploads),
            OneUpload.get(uploads),
            OneUpload.delete(uploads),
            ListEmbeddings.newest(words),
            ListEmbeddings.versions(words),
            new ImportEmbedding(
                words, new EmbeddingRequests(uploads, eyes.models(), shelves.catchUp())),
            OneEmbedding.get(words),
            OneEmbedding.content(words, shelves.objects()),
            OneEmbedding.delete(words),
            new DescribeEmbedding(words),
            new ListModels(eyes.models()),
            new GetModel(eyes.models()),
            new DescribeModel(eyes.models()),
            new CreateKey(hands.keys(), hands.budgets(), self.document().scopes(), bodies.clock()),
            new ListKeys(view.keys(), hands.budgets()),
            new RevokeKey(hands.keys()),
            new ListTenants(view.tenants()),
            OneTenant.get(view.tenants()),
            OneTenant.set(hands.tenants()),
            new GetQuota(view, hands.budgets(), bodies.clock()),
            new CreateBatch(hands.batches(), hands.openAi().batches(), waiting),
            new ListBatches(hands.batches()),
            new OneBatch(hands.batches()),
            SteerBatch.cancel(hands.batches(), waiting),
            SteerBatch.retry(hands.batches(), waiting),
            new StreamBatchEvents(hands.batches(), eyes.events().heartbeat()),
            new GetBatchOutputs(hands.batches()),
            new GetBatchResults(hands.batches(), bodies),
            new ListDeadLetters(view.jobs()),
            new ReplayDeadLetters(hands.bulk(), waiting),
            new ListAudit(hands.audit()),
            new GetHealth(),
            new GetReadiness(eyes.follower(), view.pools(), hands.probe()),
            new GetMetrics(self.registry()),
            new GetOpenApi(self.document(), self.url()),
            new GetDocs()));
    return routes;
  }

  private static List<Route> pools(Eyes eyes, Operating operating) {
    PoolView view = eyes.view().pools();
    PoolBodies bodies = eyes.poolBodies();
    Pools pools = new Pools(view);
    List<Route> routes = new ArrayList<>();
    routes.add(new ListPools(view, bodies));
    routes.add(new CreatePool(view, bodies, operating));
    routes.add(OnePool.get(pools, bodies));
    routes.add(OnePool.change(pools, bodies, operating));
    routes.addAll(OnePool.steer(pools, bodies, operating));
    routes.add(new DeletePool(pools, bodies, operating));
    routes.add(new GetPoolScale(pools, view));
    routes.add(new ListWorkers(view));
    routes.addAll(OneWorker.all(pools, operating));
    return routes;
  }
}
