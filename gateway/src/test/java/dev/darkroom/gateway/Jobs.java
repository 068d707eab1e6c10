package dev.darkroom.gateway;

import dev.darkroom.job.JobEvent;
import dev.darkroom.job.Output;
import dev.darkroom.job.id.Digest;
import dev.darkroom.job.id.Epoch;
import dev.darkroom.job.id.JobId;
import dev.darkroom.job.id.RunRef;
import dev.darkroom.job.id.TenantId;
import dev.darkroom.storage.object.ObjectKeys;
import java.util.List;
import java.util.OptionalLong;

/** What tests do to jobs. */
final class Jobs {
  private Jobs() {}

  /** The first run ends with one picture. */
  static JobEvent succeeded(JobId id) {
    RunRef run = new RunRef(id, new Epoch(1));
    Output picture =
        new Output(
            "0.png",
            Output.Role.IMAGE,
            outputKey(id),
            Digest.of(new byte[] {1}),
            "image/png",
            1,
            OptionalLong.of(7));
    return new JobEvent.Succeeded(
        run.epoch(), Digest.of(new byte[] {2}), List.of(picture), 5, FakeScheduler.now());
  }

  /** Where that picture lies. */
  static String outputKey(JobId id) {
    return ObjectKeys.output(TenantId.of("default"), new RunRef(id, new Epoch(1)), "0.png");
  }
}
