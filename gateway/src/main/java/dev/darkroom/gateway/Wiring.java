package dev.darkroom.gateway;

import dev.darkroom.gateway.audit.Auditor;
import dev.darkroom.gateway.auth.ApiKey;
import dev.darkroom.gateway.auth.Authenticator;
import dev.darkroom.gateway.auth.KeyRing;
import dev.darkroom.gateway.auth.KeysAndTokens;
import dev.darkroom.gateway.batch.BatchOffice;
import dev.darkroom.gateway.batch.BatchSettings;
import dev.darkroom.gateway.body.JobBodies;
import dev.darkroom.gateway.body.PoolBodies;
import dev.darkroom.gateway.command.Bulk;
import dev.darkroom.gateway.command.Commander;
import dev.darkroom.gateway.command.Deletions;
import dev.darkroom.gateway.command.KeyBudgets;
import dev.darkroom.gateway.command.Keys;
import dev.darkroom.gateway.command.LineSender;
import dev.darkroom.gateway.command.Operating;
import dev.darkroom.gateway.command.Prospects;
import dev.darkroom.gateway.command.Quotes;
import dev.darkroom.gateway.command.ResultCache;
import dev.darkroom.gateway.command.SchedulerProbe;
import dev.darkroom.gateway.command.Shortages;
import dev.darkroom.gateway.command.Steering;
import dev.darkroom.gateway.command.Submitter;
import dev.darkroom.gateway.command.Tenants;
import dev.darkroom.gateway.direct.DirectDesk;
import dev.darkroom.gateway.hook.Webhooks;
import dev.darkroom.gateway.http.ApiDocument;
import dev.darkroom.gateway.http.Route;
import dev.darkroom.gateway.model.ModelCatalog;
import dev.darkroom.gateway.openai.BatchEndpoints;
import dev.darkroom.gateway.openai.BatchFiles;
import dev.darkroom.gateway.openai.BatchRequests;
import dev.darkroom.gateway.openai.EditDesk;
import dev.darkroom.gateway.openai.EditLines;
import dev.darkroom.gateway.openai.FileDesk;
import dev.darkroom.gateway.openai.ImageBodies;
import dev.darkroom.gateway.openai.ImageDesk;
import dev.darkroom.gateway.openai.ImageEvents;
import dev.darkroom.gateway.openai.Leavers;
import dev.darkroom.gateway.openai.TuningDesk;
import dev.darkroom.gateway.openai.route.OpenAiRoutes;
import dev.darkroom.gateway.output.OutputFiles;
import dev.darkroom.gateway.progress.ProgressHub;
import dev.darkroom.gateway.publish.Publisher;
import dev.darkroom.gateway.request.InputPictures;
import dev.darkroom.gateway.request.JobRequestReader;
import dev.darkroom.gateway.request.Pictures;
import dev.darkroom.gateway.request.Words;
import dev.darkroom.gateway.route.Eyes;
import dev.darkroom.gateway.route.Hands;
import dev.darkroom.gateway.route.Jobs;
import dev.darkroom.gateway.route.Self;
import dev.darkroom.gateway.route.Shelves;
import dev.darkroom.gateway.route.Waiting;
import dev.darkroom.gateway.sse.JobEvents;
import dev.darkroom.gateway.token.TokenCheck;
import dev.darkroom.gateway.upload.Intake;
import dev.darkroom.gateway.view.FarmView;
import dev.darkroom.gateway.view.StateFollower;
import dev.darkroom.gateway.view.Sweeper;
import dev.darkroom.gateway.view.Viewed;
import dev.darkroom.job.tenant.KeyRecord;
import dev.darkroom.storage.batch.Batches;
import dev.darkroom.storage.embedding.Embeddings;
import dev.darkroom.storage.file.Files;
import dev.darkroom.storage.janitor.JanitorSettings;
import dev.darkroom.storage.object.ModelSharing;
import dev.darkroom.storage.upload.DirectUploads;
import dev.darkroom.storage.upload.Uploads;
import io.micrometer.prometheusmetrics.PrometheusMeterRegistry;
import java.security.SecureRandom;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import java.util.function.Supplier;

/** Which part of the gateway holds which. Made, it follows the log; closed, it stops. */
final class Wiring implements AutoCloseable {
  /** Drawn seeds stay below 2^53, so that every JSON reader keeps them exact. */
  private static final long SEED_BOUND = 1L << 53;

  /** A healthy log is read up to now in some milliseconds. */
  private static final Duration LONGEST_CATCH_UP = Duration.ofSeconds(5);

  /** What a job's place in its queue is waited for; a scheduler needs some milliseconds. */
  private static final Duration ASKED = Duration.ofMillis(500);

  private final GatewaySettings settings;
  private final Backends backends;
  private final InstantSource clock;
  private final SecureRandom random;
  private final Files files;
  private final Embeddings embeddings;
  private final ModelCatalog models;
  private final Publisher publisher;
  private final FarmView view;
  private final Sweeper sweeper;
  private final ProgressHub progress;
  private final StateFollower follower;
  private final PrometheusMeterRegistry registry;
  private final Commander commander;
  private final JobRequestReader reader;
  private final KeyBudgets budgets;
  private final Submitter submitter;
  private final Steering steering;
  private final Webhooks webhooks;
  private final Auditor auditor;
  private final BatchOffice batches;

  Wiring(GatewaySettings settings, Backends backends, InstantSource clock, SecureRandom random) {
    this.settings = settings;
    this.backends = backends;
    this.clock = clock;
    this.random = random;
    this.progress = new ProgressHub(backends.progress());
    this.files = new Files(backends.objects(), clock);
    this.embeddings = new Embeddings(backends.objects(), clock);
    this.models =
        new ModelCatalog(
            backends.models(),
            new ModelSharing(backends.objects()),
            clock,
            settings.times().modelTtl());
    this.publisher =
        Publisher.start(
            new Publisher.Shelves(
                backends.specs(), backends.objects(), backends.models(), embeddings),
            models);
    this.view = new FarmView(publisher::hear);
    this.follower = StateFollower.start(backends.state(), view);
    this.sweeper = Sweeper.start(backends.objects(), view, follower, settings.janitor(), clock);
    this.commander = commander(settings.times().reply());
    this.reader = reader();
    this.budgets = new KeyBudgets(view.keys(), clock);
    Shortages shortages = new Shortages(view, budgets);
    ResultCache cache =
        new ResultCache(
            view.jobs(), backends.objects(), clock, settings.janitor().rules().results());
    this.submitter = new Submitter(backends.specs(), commander, view, cache, shortages, clock);
    this.steering = new Steering(commander, view, shortages);
    this.auditor = new Auditor(backends.audit());
    this.webhooks = Webhooks.start(backends.hooks(), settings.hooks(), clock, random);
    this.batches =
        BatchOffice.open(
            new BatchOffice.Parts(
                backends.objects(),
                reader,
                List.of(
                    new BatchEndpoints(
                        reader, new EditLines(fileDesk(), files, new Intake(uploads())))),
                new BatchFiles(
                    new Batches(backends.objects()), files, pictures(), batchKeeping().results()),
                webhooks.batches(),
                new LineSender(backends.specs(), backends.commands(), view, cache, clock),
                steering,
                budgets,
                view,
                this::readLog,
                clock,
                UUID::randomUUID),
            BatchSettings.DEFAULT.keeping(batchKeeping().results()));
    this.registry =
        GatewayMetrics.registry(view, progress, publisher, sweeper, batches, webhooks, auditor);
  }

  Auditor auditor() {
    return auditor;
  }

  KeyBudgets budgets() {
    return budgets;
  }

  PrometheusMeterRegistry registry() {
    return registry;
  }

  /** Who is let in: the farm's first key, those of the log, and an issuer's tokens. */
  Authenticator keys(ApiKey first) {
    KeyRing keys = ring(first);
    Optional<Authenticator> both =
        settings
            .access()
            .tokens()
            .map(trusted -> new TokenCheck(trusted, Thread::startVirtualThread, clock))
            .map(tokens -> new KeysAndTokens(keys, tokens, TokenCheck::hasForm));
    return both.orElse(keys);
  }

  private KeyRing ring(ApiKey first) {
    return new KeyRing(
        first,
        new KeyRing.Issued() {
          @Override
          public Optional<KeyRecord> find(String id) {
            return view.keys().find(id);
          }

          @Override
          public void used(String id, Instant at) {
            view.keys().used(id, at);
          }
        },
        clock);
  }

  /**
   * @param url where clients reach the gateway
   */
  List<Route> routes(ApiDocument document, Supplier<String> url) {
    return Routes.of(
        eyes(),
        hands(),
        new Shelves(backends.objects(), uploads(), embeddings, this::catchUp, files()),
        new Self(document, url, registry),
        new Jobs(view.jobs(), settings.times().unknownJob()),
        new Waiting(view.jobs(), settings.times().longestWait()));
  }

  private Eyes eyes() {
    JobBodies bodies =
        new JobBodies(
            view,
            new Prospects(commander(ASKED), view.jobs()::livesOn, clock),
            progress,
            backends.objects(),
            clock,
            terms());
    JobEvents events = new JobEvents(view.jobs(), progress, bodies, settings.times().heartbeat());
    return new Eyes(
        view, follower, progress, bodies, new PoolBodies(view.pools(), clock), events, models);
  }

  /** Publishes every word that a job had learned, as the log says, when this was called. */
  private void catchUp() {
    readLog();
    publisher.catchUp();
  }

  private void readLog() {
    follower.catchUp(LONGEST_CATCH_UP);
  }

  private Commander commander(Duration answer) {
    return new Commander(backends.commands(), answer, UUID::randomUUID, view.jobs()::livesOn);
  }

  private Uploads uploads() {
    return new Uploads(backends.objects(), clock);
  }

  private JobRequestReader reader() {
    Pictures pictures = new Pictures(uploads(), view.jobs());
    return new JobRequestReader(
        settings.requests(),
        new JobRequestReader.Library(
            models,
            (tenant, job) -> view.jobs().find(tenant, job).map(Viewed::job),
            new Words(embeddings, this::catchUp),
            pictures,
            new InputPictures(pictures, backends.objects()),
            backends.objects(),
            this::catchUp),
        () -> random.nextLong(SEED_BOUND));
  }

  private OutputFiles files() {
    return new OutputFiles(backends.objects(), clock, terms());
  }

  private JobBodies.Terms terms() {
    return new JobBodies.Terms(settings.times().urlTtl(), settings.janitor().rules().results());
  }

  private Hands hands() {
    return new Hands(
        reader,
        submitter,
        new Quotes(commander, view.pools(), clock),
        steering,
        new Deletions(commander, view, backends.objects(), this::catchUp),
        new Operating(commander, view, this::readLog),
        new Bulk(commander, view, this::readLog, clock),
        new SchedulerProbe(commander, clock),
        new Keys(commander, view.keys(), random, clock),
        budgets,
        new Tenants(commander, this::readLog),
        batches.desk(),
        openAi(),
        webhooks.desk(),
        directs(),
        backends.audit());
  }

  private DirectDesk directs() {
    return new DirectDesk(
        new DirectDesk.Parts(
            new DirectUploads(backends.objects()),
            uploads(),
            fileDesk(),
            settings.times().urlTtl(),
            clock,
            UUID::randomUUID));
  }

  private OpenAiRoutes.Desks openAi() {
    FileDesk desk = fileDesk();
    GatewaySettings.Times times = settings.times();
    ImageDesk images =
        new ImageDesk(
            new ImageDesk.Parts(
                reader,
                submitter,
                view.jobs(),
                pictures(),
                new ImageEvents(view.jobs(), progress, pictures(), times.heartbeat()),
                new Leavers(steering),
                new ImageDesk.Times(times.longestWait(), times.urlTtl())));
    return new OpenAiRoutes.Desks(
        files,
        desk,
        images,
        new EditDesk(images, new Intake(uploads())),
        new TuningDesk(reader, submitter, desk, files, new Intake(uploads())),
        new BatchRequests(desk, files, batches.desk(), clock),
        times.longestWait());
  }

  private FileDesk fileDesk() {
    return new FileDesk(files, clock, UUID::randomUUID, batchKeeping().results());
  }

  private JanitorSettings.BatchKeeping batchKeeping() {
    return settings.janitor().rules().batches();
  }

  private ImageBodies pictures() {
    return new ImageBodies(backends.objects());
  }

  @Override
  public void close() {
    batches.close();
    webhooks.close();
    sweeper.close();
    publisher.close();
    follower.close();
    progress.close();
  }
}
