package dev.darkroom.storage.plain;

import dev.darkroom.job.JobHeader;
import dev.darkroom.job.id.BatchId;
import dev.darkroom.job.id.BatchLine;
import dev.darkroom.job.id.JobId;
import dev.darkroom.job.id.ModelRef;
import dev.darkroom.job.id.PoolId;
import dev.darkroom.job.id.SpecRef;
import dev.darkroom.job.id.TenantId;
import dev.darkroom.job.spec.Demand;
import dev.darkroom.job.spec.JobKind;
import java.time.Instant;
import java.util.Map;
import java.util.Optional;

/** A job's header and where its spec stands: what commands, states and grants have in common. */
final class HeaderForm {
  private static final byte[] ID = Ascii.of("{\"id\":");
  private static final byte[] TENANT = Ascii.of(",\"tenant\":");
  private static final byte[] POOL = Ascii.of(",\"pool\":");
  private static final byte[] KIND = Ascii.of(",\"kind\":");
  private static final byte[] MODEL = Ascii.of(",\"model\":");
  private static final byte[] PRIORITY = Ascii.of(",\"priority\":");
  private static final byte[] METADATA = Ascii.of(",\"metadata\":");
  private static final byte[] CREATED_AT = Ascii.of(",\"createdAt\":");
  private static final byte[] DEMAND = Ascii.of(",\"demand\":");
  private static final byte[] DEADLINE = Ascii.of(",\"deadline\":");
  private static final byte[] BATCH = Ascii.of(",\"batch\":{\"batch\":");
  private static final byte[] LINE = Ascii.of(",\"line\":");
  private static final byte[] CUSTOM_ID = Ascii.of(",\"customId\":");
  private static final byte[] KEY = Ascii.of("{\"key\":");
  private static final byte[] PARTITION = Ascii.of(",\"partition\":");
  private static final byte[] OFFSET = Ascii.of(",\"offset\":");
  private static final byte[] DIGEST = Ascii.of(",\"digest\":");

  private static final Kept<PoolId> POOLS = new Kept<>();
  private static final Kept<JobKind> KINDS = new Kept<>();
  private static final Kept<ModelRef> MODELS = new Kept<>();
  private static final Kept<BatchId> BATCHES = new Kept<>();

  private HeaderForm() {}

  static void write(JobHeader header, Ink to) {
    if (header.terms().isPresent() || header.payer().isPresent()) {
      throw new NotPlain();
    }
    to.raw(ID).id(header.id());
    to.raw(TENANT).text(header.tenant().value());
    to.raw(POOL).text(header.pool().value());
    to.raw(KIND).text(header.kind().toString());
    to.raw(MODEL).text(header.model().toString());
    to.raw(PRIORITY).number(header.priority());
    DemandForm.texts(header.metadata(), to.raw(METADATA));
    to.raw(CREATED_AT).instant(header.createdAt());
    DemandForm.write(header.demand(), to.raw(DEMAND));
    if (header.deadline().isPresent()) {
      to.raw(DEADLINE).instant(header.deadline().get());
    }
    if (header.batch().isPresent()) {
      BatchLine line = header.batch().get();
      to.raw(BATCH).text(line.batch().value());
      to.raw(LINE).number(line.line());
      to.raw(CUSTOM_ID).text(line.customId()).raw(Words.CLOSE);
    }
    to.raw(Words.CLOSE);
  }

  static JobHeader read(Cursor from) {
    JobId id = from.past(ID).job();
    TenantId tenant = Words.tenant(from.past(TENANT));
    PoolId pool = from.past(POOL).word(POOLS, PoolId::of);
    JobKind kind = from.past(KIND).word(KINDS, JobKind::parse);
    ModelRef model = from.past(MODEL).word(MODELS, ModelRef::parse);
    int priority = from.past(PRIORITY).small();
    Map<String, String> metadata = DemandForm.texts(from.past(METADATA));
    Instant createdAt = from.past(CREATED_AT).instant();
    Demand demand = DemandForm.read(from.past(DEMAND));
    Optional<Instant> deadline =
        from.skip(DEADLINE) ? Optional.of(from.instant()) : Optional.empty();
    Optional<BatchLine> batch = from.skip(BATCH) ? Optional.of(line(from)) : Optional.empty();
    from.past(Words.CLOSE);
    return new JobHeader(
        id,
        tenant,
        pool,
        kind,
        model,
        priority,
        metadata,
        createdAt,
        demand,
        deadline,
        batch,
        Optional.empty(),
        Optional.empty());
  }

  private static BatchLine line(Cursor from) {
    BatchId batch = from.word(BATCHES, BatchId::of);
    int line = from.past(LINE).small();
    String customId = from.past(CUSTOM_ID).text();
    from.past(Words.CLOSE);
    return new BatchLine(batch, line, customId);
  }

  static void write(SpecRef spec, Ink to) {
    to.raw(KEY).text(spec.key());
    to.raw(PARTITION).number(spec.partition());
    to.raw(OFFSET).number(spec.offset());
    to.raw(DIGEST).text(spec.digest().value()).raw(Words.CLOSE);
  }

  static SpecRef spec(Cursor from) {
    SpecRef spec =
        new SpecRef(
            from.past(KEY).text(),
            from.past(PARTITION).small(),
            from.past(OFFSET).number(),
            from.past(DIGEST).digest());
    from.past(Words.CLOSE);
    return spec;
  }
}
