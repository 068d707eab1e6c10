package dev.darkroom.storage.log;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;

import dev.darkroom.job.Bill;
import dev.darkroom.job.JobEvent;
import dev.darkroom.job.JobHeader;
import dev.darkroom.job.JobRecord;
import dev.darkroom.job.command.Command;
import dev.darkroom.job.command.Reply;
import dev.darkroom.job.id.BatchId;
import dev.darkroom.job.id.BatchLine;
import dev.darkroom.job.id.Epoch;
import dev.darkroom.job.id.JobId;
import dev.darkroom.job.id.ModelRef;
import dev.darkroom.job.id.RunRef;
import dev.darkroom.job.id.TenantId;
import dev.darkroom.job.pool.PoolRecord;
import dev.darkroom.job.spec.Demand;
import dev.darkroom.job.spec.JobKind;
import dev.darkroom.job.worker.Assignment;
import dev.darkroom.job.worker.Grant;
import dev.darkroom.job.worker.Report;
import dev.darkroom.storage.Json;
import dev.darkroom.storage.Samples;
import dev.darkroom.storage.plain.Cursor;
import dev.darkroom.storage.plain.Ink;
import dev.darkroom.storage.plain.JobForm;
import dev.darkroom.storage.plain.NotPlain;
import dev.darkroom.storage.plain.PlainForm;
import dev.darkroom.storage.plain.QueuedForm;
import dev.darkroom.storage.plain.ReportForm;
import dev.darkroom.storage.plain.RunForm;
import dev.darkroom.storage.plain.SubmitForm;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Records by hand are the mapper's, byte for byte. */
class PlainFormsTest {
  private static final JobId ID = Samples.job(7, 3);
  private static final Instant AT = Samples.AT;

  @Test
  void everySampleHasTheMappersBytesAndIsReadFromThem() {
    same(Records.COMMAND, Command.class, Samples.commands());
    same(Records.REPORT, Report.class, Samples.reports());
    same(Records.REPLY, Reply.class, Samples.replies());
    same(Records.ASSIGNMENT, Assignment.class, Samples.assignments());
    same(
        Records.EVENT,
        EventEntry.class,
        Samples.events().stream().map(event -> new EventEntry(ID, Samples.TENANT, event)).toList());
    same(
        Records.STATE,
        StateEntry.class,
        Samples.states(ID).stream()
            .map(state -> (StateEntry) new StateEntry.JobEntry(Samples.record(ID, state)))
            .toList());
  }

  @Test
  void theWholeLifeOfAnOrdinaryJobIsWrittenByHandAndIsTheMappers() {
    for (JobHeader header : headers()) {
      List<JobEvent> events = events();
      List<JobRecord> life = life(header, events);
      Grant grant = new Grant(header, Samples.specRef(ID), Epoch.of(1), Optional.empty());
      RunRef run = grant.run();
      plain(new JobForm(), JobRecord.class, life);
      plain(
          new SubmitForm(),
          Command.class,
          List.of(new Command.Submit(Samples.command(1), header, Samples.specRef(ID))));
      plain(
          new QueuedForm(),
          Reply.class,
          List.of(new Reply.Queued(Samples.command(1), header.id(), AT)));
      plain(
          new RunForm(),
          Assignment.class,
          List.of(new Assignment.Run(Samples.WORKER, List.of(grant, grant), Samples.LEASE)));
      plain(
          new ReportForm(),
          Report.class,
          List.of(
              new Report.RunStarted(Samples.WORKER, run),
              new Report.RunSucceeded(Samples.WORKER, run, Samples.DIGEST, List.of(), 12_345)));
      plain(
          new PlainEntries.Event(),
          EventEntry.class,
          events.stream().map(event -> new EventEntry(ID, header.tenant(), event)).toList());
      plain(
          new PlainEntries.State(),
          StateEntry.class,
          life.stream().map(job -> (StateEntry) new StateEntry.JobEntry(job)).toList());
    }
  }

  @Test
  void whatRecordsHaveInCommonIsReadAsOneObject() {
    byte[] bytes = Records.STATE.encode(entry(headers().getFirst()));
    JobRecord one = ((StateEntry.JobEntry) Records.STATE.decode(bytes)).job();
    JobRecord other = ((StateEntry.JobEntry) Records.STATE.decode(bytes)).job();

    assertThat(other.header().demand()).isSameAs(one.header().demand());
    assertThat(other.header().tenant()).isSameAs(one.header().tenant());
    assertThat(other.timeline().getFirst().what()).isSameAs(one.timeline().getFirst().what());
    assertThat(one.timeline().getFirst().at()).isEqualTo(one.header().createdAt());
  }

  @ParameterizedTest
  @ValueSource(strings = {"a \"quoted\" one", "back\\slash", "zo\u00eb", "line\nbreak", "\u007f"})
  void textsWithEscapesAreLeftToTheMapper(String text) {
    JobHeader header = header(Map.of("who", text));
    JobRecord job = JobRecord.accepted(header, Samples.specRef(ID), AT);
    StateEntry entry = new StateEntry.JobEntry(job);

    assertThatCode(() -> new JobForm().write(job, new Ink())).isInstanceOf(NotPlain.class);
    assertThat(Records.STATE.decode(Records.STATE.encode(entry))).isEqualTo(entry);
  }

  @Test
  void bytesThatWereWrittenByOthersAreReadByTheMapper() {
    byte[] bytes = Records.STATE.encode(entry(headers().getFirst()));
    String text = new String(bytes, StandardCharsets.UTF_8);
    String newer = text.replace("\"priority\":", "\"colour\":1,\"priority\":");
    String spaced = text.replace(",", " , ");

    assertThat(Records.STATE.decode(newer.getBytes(StandardCharsets.UTF_8)))
        .isEqualTo(Records.STATE.decode(bytes));
    assertThat(Records.STATE.decode(spaced.getBytes(StandardCharsets.UTF_8)))
        .isEqualTo(Records.STATE.decode(bytes));
  }

  @Test
  void bytesThatEndTooEarlyAreNeverReadByHand() {
    byte[] bytes = Records.STATE.encode(entry(headers().getFirst()));
    String text = new String(bytes, StandardCharsets.UTF_8);
    byte[] data = text.substring(14, text.length() - 1).getBytes(StandardCharsets.UTF_8);
    assertThat(new PlainEntries.State().read(new Cursor(data)))
        .isEqualTo(Records.STATE.decode(bytes));
    for (int length = 0; length < data.length; length++) {
      byte[] cut = java.util.Arrays.copyOf(data, length);
      assertThatCode(() -> new PlainEntries.State().read(new Cursor(cut)))
          .as("%s bytes", length)
          .isInstanceOfAny(NotPlain.class, IllegalArgumentException.class);
    }
  }

  private static StateEntry entry(JobHeader header) {
    return new StateEntry.JobEntry(JobRecord.accepted(header, Samples.specRef(ID), AT));
  }

  private static <T> void same(Json<T> json, Class<T> type, List<? extends T> records) {
    Json<T> mapper = Json.of("record", type, Topic.MAX_RECORD_BYTES);
    for (T record : records) {
      byte[] bytes = mapper.encode(record);
      assertThat(json.encode(record))
          .asString()
          .isEqualTo(new String(bytes, StandardCharsets.UTF_8));
      assertThat(json.decode(bytes)).isEqualTo(record);
    }
  }

  private static <T> void plain(PlainForm<T> form, Class<T> type, List<? extends T> records) {
    for (T record : records) {
      Ink ink = new Ink();
      form.write(record, ink);
      assertThat(form.read(new Cursor(ink.bytes()))).isEqualTo(record);
    }
    same(Json.of("record", type, Topic.MAX_RECORD_BYTES).with(form), type, records);
  }

  private static JobHeader header(Map<String, String> metadata) {
    return new JobHeader(
        ID,
        TenantId.of("tenant-1"),
        PoolRecord.DEFAULT,
        JobKind.NOOP,
        ModelRef.parse("noop"),
        4,
        metadata,
        AT);
  }

  private static List<JobHeader> headers() {
    BatchLine line = new BatchLine(BatchId.ofKey(Samples.TENANT, "a key"), 12, "line 12");
    JobHeader simple = header(Map.of());
    return List.of(
        simple,
        header(Map.of("one", "1", "two", "2", "ten", "10")),
        simple.as(line).until(AT.plusNanos(1)),
        simple.needing(Demand.plain(JobKind.NOOP, ModelRef.parse("noop")).batching("noop")),
        simple.needing(
            new Demand(
                "c",
                0.125,
                3,
                Optional.of("k"),
                List.of("b", "a").stream().collect(java.util.stream.Collectors.toSet()),
                1L << 40,
                1L << 41,
                Map.of("z", "1", "a", "2"))));
  }

  private static List<JobEvent> events() {
    Bill bill = new Bill(Duration.ofMillis(1_250), 0.125);
    return List.of(
        new JobEvent.LeaseGranted(Epoch.of(1), Samples.WORKER, AT.plusMillis(3), Optional.of(bill)),
        new JobEvent.RunStarted(Epoch.of(1), AT.plusNanos(5_000_100)),
        new JobEvent.Succeeded(Epoch.of(1), Samples.DIGEST, List.of(), 7, AT.plusSeconds(2)));
  }

  private static List<JobRecord> life(JobHeader header, List<JobEvent> events) {
    List<JobRecord> life = new ArrayList<>();
    life.add(JobRecord.accepted(header, Samples.specRef(ID), AT));
    events.forEach(event -> life.add(life.getLast().apply(event)));
    life.add(life.getFirst().apply(new JobEvent.Canceled("asked", AT.plusSeconds(1))));
    return life;
  }
}
