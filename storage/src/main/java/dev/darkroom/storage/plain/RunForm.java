package dev.darkroom.storage.plain;

import dev.darkroom.job.JobHeader;
import dev.darkroom.job.id.Epoch;
import dev.darkroom.job.id.SpecRef;
import dev.darkroom.job.id.WorkerId;
import dev.darkroom.job.worker.Assignment;
import dev.darkroom.job.worker.Grant;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** Leases of jobs that begin at the beginning. */
public final class RunForm implements PlainForm<Assignment> {
  private static final byte[] RUN = Ascii.of("{\"assignment\":\"run\",\"worker\":");
  private static final byte[] GRANTS = Ascii.of(",\"grants\":[");
  private static final byte[] HEADER = Ascii.of("{\"header\":");
  private static final byte[] NEXT_HEADER = Ascii.of(",{\"header\":");
  private static final byte[] SPEC = Ascii.of(",\"spec\":");
  private static final byte[] EPOCH = Ascii.of(",\"epoch\":");
  private static final byte[] LEASE = Ascii.of("],\"lease\":");

  private static final Kept<Duration> LEASES = new Kept<>();

  @Override
  public void write(Assignment assignment, Ink to) {
    if (!(assignment instanceof Assignment.Run run)) {
      throw new NotPlain();
    }
    to.raw(RUN).id(run.worker()).raw(GRANTS);
    boolean first = true;
    for (Grant grant : run.grants()) {
      write(grant, to.raw(first ? HEADER : NEXT_HEADER));
      first = false;
    }
    to.raw(LEASE).text(run.lease().toString()).raw(Words.CLOSE);
  }

  @Override
  public Assignment read(Cursor from) {
    WorkerId worker = Words.worker(from.past(RUN));
    List<Grant> grants = new ArrayList<>();
    byte[] next = HEADER;
    from.past(GRANTS);
    while (from.skip(next)) {
      grants.add(grant(from));
      next = NEXT_HEADER;
    }
    Duration lease = from.past(LEASE).word(LEASES, Duration::parse);
    from.past(Words.CLOSE);
    return new Assignment.Run(worker, grants, lease);
  }

  private static void write(Grant grant, Ink to) {
    if (grant.checkpoint().isPresent()) {
      throw new NotPlain();
    }
    HeaderForm.write(grant.header(), to);
    HeaderForm.write(grant.spec(), to.raw(SPEC));
    to.raw(EPOCH).number(grant.epoch().value()).raw(Words.CLOSE);
  }

  private static Grant grant(Cursor from) {
    JobHeader header = HeaderForm.read(from);
    SpecRef spec = HeaderForm.spec(from.past(SPEC));
    Epoch epoch = Epoch.of(from.past(EPOCH).number());
    from.past(Words.CLOSE);
    return new Grant(header, spec, epoch, Optional.empty());
  }
}
