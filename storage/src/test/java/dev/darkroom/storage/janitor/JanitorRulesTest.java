package dev.darkroom.storage.janitor;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import dev.darkroom.job.JobRecord;
import dev.darkroom.job.JobState;
import dev.darkroom.job.Output;
import dev.darkroom.job.Tries;
import dev.darkroom.job.id.Epoch;
import dev.darkroom.job.id.RunRef;
import dev.darkroom.job.id.SpecRef;
import dev.darkroom.storage.Samples;
import dev.darkroom.storage.object.ObjectInfo;
import dev.darkroom.storage.object.ObjectKeys;
import dev.darkroom.storage.upload.DirectUpload;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.UUID;
import org.junit.jupiter.api.Test;

class JanitorRulesTest {
  private static final JanitorSettings SETTINGS =
      new JanitorSettings(
          Duration.ofHours(1),
          Duration.ofDays(7),
          Duration.ofDays(1),
          Duration.ofDays(7),
          JanitorSettings.BatchKeeping.DEFAULT,
          100);
  private static final JanitorRules RULES = new JanitorRules(SETTINGS);
  private static final Instant WRITTEN = Samples.AT;
  private static final Instant NOW = WRITTEN.plus(Duration.ofHours(2));

  @Test
  void whileARunMayCommitItsFilesStayAndThoseOfEarlierRunsGo() {
    for (JobState state :
        List.of(
            new JobState.Leased(Tries.NONE, Epoch.of(2), Samples.WORKER, WRITTEN),
            new JobState.Running(Tries.NONE, Epoch.of(2), Samples.WORKER, WRITTEN),
            new JobState.Canceling(Epoch.of(2), Samples.WORKER, "asked", WRITTEN))) {
      assertThat(verdict(1, state)).isEqualTo(Verdict.STALE_RUN);
      assertThat(verdict(2, state)).isEqualTo(Verdict.IN_USE);
      assertThat(verdict(3, state)).as("the log moved on meanwhile").isEqualTo(Verdict.IN_USE);
    }
  }

  @Test
  void whatIsPutStraightStaysForAsLongAsItMayBeCompletedAndThenGoes() {
    DirectUpload open =
        new DirectUpload(
            DirectUpload.idOf(new UUID(1, 1)),
            Samples.TENANT,
            new DirectUpload.Announced(
                "a.png", 3, "image/png", Optional.empty(), Optional.empty(), Optional.empty()),
            WRITTEN,
            NOW,
            Optional.empty());
    Instant grace = NOW.plus(SETTINGS.grace());

    assertThat(RULES.ofDirect(WRITTEN, Optional.of(open), grace.minusMillis(1)))
        .isEqualTo(Verdict.IN_USE);
    assertThat(RULES.ofDirect(WRITTEN, Optional.of(open), grace)).isEqualTo(Verdict.UNFINISHED);
    assertThat(RULES.ofDirect(WRITTEN, Optional.of(open.kept("file-1", NOW)), grace))
        .as("what it is kept as stays elsewhere")
        .isEqualTo(Verdict.EXPIRED);
    assertThat(RULES.ofDirect(NOW, Optional.empty(), NOW))
        .as("its note may be on its way")
        .isEqualTo(Verdict.YOUNG);
    assertThat(RULES.ofDirect(WRITTEN, Optional.empty(), grace)).isEqualTo(Verdict.UNFINISHED);
  }

  @Test
  void whatAWaitingJobsEarlierRunsLeftGoes() {
    JobState waiting = new JobState.Queued(Tries.NONE, Epoch.of(2), WRITTEN, Optional.empty());
    assertThat(verdict(1, waiting)).isEqualTo(Verdict.STALE_RUN);
    assertThat(verdict(2, waiting)).isEqualTo(Verdict.STALE_RUN);
    assertThat(verdict(3, waiting)).isEqualTo(Verdict.IN_USE);
  }

  @Test
  void theAcceptedRunsFilesStayUntilResultsExpireAndAllOthersGo() {
    JobState succeeded = new JobState.Succeeded(Epoch.of(2), Samples.DIGEST, WRITTEN);
    assertThat(verdict(1, succeeded)).isEqualTo(Verdict.STALE_RUN);
    assertThat(verdict(3, succeeded)).as("a zombie's").isEqualTo(Verdict.STALE_RUN);
    Instant lastMoment = WRITTEN.plus(SETTINGS.results()).minusMillis(1);
    assertThat(verdict(2, succeeded, lastMoment)).isEqualTo(Verdict.IN_USE);
    assertThat(verdict(2, succeeded, lastMoment.plusMillis(1))).isEqualTo(Verdict.EXPIRED);
  }

  @Test
  void aFileThatTheRecordNamesStaysWhicheverRunWroteIt() {
    JobState running = new JobState.Running(Tries.NONE, Epoch.of(2), Samples.WORKER, WRITTEN);
    JobRecord names =
        new JobRecord(
            record(running).header(),
            record(running).spec(),
            running,
            List.of(),
            List.of(
                new Output(
                    "checkpoint",
                    Output.Role.MANIFEST,
                    file(1).key(),
                    Samples.DIGEST,
                    "application/json",
                    1,
                    OptionalLong.empty())),
            Optional.empty());
    assertThat(RULES.ofRunFile(file(1), Epoch.of(1), Optional.of(names), NOW))
        .isEqualTo(Verdict.IN_USE);
  }

  @Test
  void theAcceptedCheckpointOfAnEarlierRunStaysWhileItsJobMayGoOn() {
    RunRef first = new RunRef(Samples.job(1, 0), Epoch.of(1));
    ObjectInfo weights =
        new ObjectInfo(
            ObjectKeys.output(Samples.TENANT, first, "checkpoint-500/state.safetensors"),
            100,
            WRITTEN);
    ObjectInfo older =
        new ObjectInfo(
            ObjectKeys.output(Samples.TENANT, first, "checkpoint-50/state.safetensors"),
            100,
            WRITTEN);
    for (JobState state :
        List.of(
            new JobState.Queued(Tries.NONE, Epoch.of(1), WRITTEN, Optional.empty()),
            new JobState.Paused(Tries.NONE, Epoch.of(1), "asked", WRITTEN),
            new JobState.Running(Tries.NONE, Epoch.of(2), Samples.WORKER, WRITTEN),
            new JobState.Pausing(Tries.NONE, Epoch.of(2), Samples.WORKER, "asked", WRITTEN),
            new JobState.Failed(Samples.ERROR, true, WRITTEN))) {
      Optional<JobRecord> job = Optional.of(resumable(state));
      assertThat(RULES.ofRunFile(weights, Epoch.of(1), job, NOW)).isEqualTo(Verdict.IN_USE);
      assertThat(RULES.ofRunFile(older, Epoch.of(1), job, NOW).keeps()).as("%s", state).isFalse();
    }
  }

  private static JobRecord resumable(JobState state) {
    JobRecord like = Samples.resumable(Samples.job(1, 0));
    return new JobRecord(
        like.header(),
        like.spec(),
        state,
        like.timeline(),
        like.outputs(),
        like.startedAt(),
        like.past());
  }

  @Test
  void whatAJobWithoutAResultLeftGoesAGraceAfterItsEnd() {
    for (JobState state :
        List.of(
            new JobState.Failed(Samples.ERROR, true, WRITTEN),
            new JobState.Canceled("asked", WRITTEN),
            new JobState.Expired(WRITTEN))) {
      assertThat(verdict(1, state)).isEqualTo(Verdict.NO_RESULT);
    }
    JobState justNow = new JobState.Canceled("asked", NOW.minusSeconds(1));
    assertThat(verdict(1, justNow)).isEqualTo(Verdict.YOUNG);
  }

  @Test
  void aYoungFileStaysWhateverTheLogSays() {
    Instant soon = WRITTEN.plus(SETTINGS.grace()).minusMillis(1);
    assertThat(RULES.ofRunFile(file(1), Epoch.of(1), Optional.empty(), soon))
        .isEqualTo(Verdict.YOUNG);
  }

  @Test
  void aFileOutlivesTheMemoryOfItsJobByTheTimeThatResultsAreKept() {
    Instant last = WRITTEN.plus(SETTINGS.results()).minusMillis(1);
    assertThat(RULES.ofRunFile(file(1), Epoch.of(1), Optional.empty(), last))
        .isEqualTo(Verdict.IN_USE);
    assertThat(RULES.ofRunFile(file(1), Epoch.of(1), Optional.empty(), last.plusMillis(1)))
        .isEqualTo(Verdict.FORGOTTEN);
  }

  @Test
  void aModelsFilesGoOnlyWhereItsPublisherDiedAndItsClaimNever() {
    Instant lastMoment = WRITTEN.plus(SETTINGS.uploads()).minusMillis(1);
    Instant later = lastMoment.plusMillis(1);
    assertThat(RULES.ofModelFile(false, true, WRITTEN, later)).isEqualTo(Verdict.IN_USE);
    assertThat(RULES.ofModelFile(false, false, WRITTEN, lastMoment)).isEqualTo(Verdict.YOUNG);
    assertThat(RULES.ofModelFile(false, false, WRITTEN, later)).isEqualTo(Verdict.UNPUBLISHED);
    assertThat(RULES.ofModelFile(true, false, WRITTEN, later)).isEqualTo(Verdict.IN_USE);
  }

  @Test
  void anUploadThatIsSilentForTooLongGoes() {
    Instant lastMoment = WRITTEN.plus(SETTINGS.uploads()).minusMillis(1);
    assertThat(RULES.ofUpload(WRITTEN, lastMoment)).isEqualTo(Verdict.YOUNG);
    assertThat(RULES.ofUpload(WRITTEN, lastMoment.plusMillis(1))).isEqualTo(Verdict.UNFINISHED);
  }

  @Test
  void settingsThatWouldDeleteWhatIsInUseAreRefused() {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> SETTINGS.withResults(Duration.ofMinutes(59)))
        .withMessageContaining("results and uploads are kept for longer");
    assertThatIllegalArgumentException()
        .isThrownBy(() ->
            new JanitorSettings(
                Duration.ZERO,
                Duration.ofDays(7),
                Duration.ofDays(1),
                Duration.ofDays(7),
                JanitorSettings.BatchKeeping.DEFAULT,
                100));
  }

  private static Verdict verdict(long epoch, JobState state) {
    return verdict(epoch, state, NOW);
  }

  private static Verdict verdict(long epoch, JobState state, Instant now) {
    return RULES.ofRunFile(file(epoch), Epoch.of(epoch), Optional.of(record(state)), now);
  }

  private static ObjectInfo file(long epoch) {
    RunRef run = new RunRef(Samples.job(1, 0), Epoch.of(epoch));
    return new ObjectInfo(ObjectKeys.output(Samples.TENANT, run, "image-0.png"), 100, WRITTEN);
  }

  static JobRecord record(JobState state) {
    JobRecord accepted =
        JobRecord.accepted(
            Samples.header(Samples.job(1, 0)), new SpecRef("key", 0, 0, Samples.DIGEST), WRITTEN);
    return new JobRecord(
        accepted.header(), accepted.spec(), state, List.of(), List.of(), Optional.empty());
  }
}
