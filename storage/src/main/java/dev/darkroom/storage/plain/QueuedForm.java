package dev.darkroom.storage.plain;

import dev.darkroom.job.command.Reply;
import dev.darkroom.job.id.CommandId;
import dev.darkroom.job.id.JobId;

/** The answer that most commands get: a job waits. */
public final class QueuedForm implements PlainForm<Reply> {
  private static final byte[] COMMAND = Ascii.of("{\"reply\":\"queued\",\"command\":");
  private static final byte[] JOB = Ascii.of(",\"job\":");
  private static final byte[] AT = Ascii.of(",\"at\":");

  @Override
  public void write(Reply reply, Ink to) {
    if (!(reply instanceof Reply.Queued queued)) {
      throw new NotPlain();
    }
    to.raw(COMMAND).id(queued.command());
    to.raw(JOB).id(queued.job());
    to.raw(AT).instant(queued.at()).raw(Words.CLOSE);
  }

  @Override
  public Reply read(Cursor from) {
    CommandId command = from.past(COMMAND).command();
    JobId job = from.past(JOB).job();
    Reply queued = new Reply.Queued(command, job, from.past(AT).instant());
    from.past(Words.CLOSE);
    return queued;
  }
}
