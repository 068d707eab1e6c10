package dev.darkroom.storage.plain;

import dev.darkroom.job.JobHeader;
import dev.darkroom.job.command.Command;
import dev.darkroom.job.id.CommandId;
import dev.darkroom.job.id.SpecRef;

/** Submits of jobs that are to run. */
public final class SubmitForm implements PlainForm<Command> {
  private static final byte[] ID = Ascii.of("{\"command\":\"submit\",\"id\":");
  private static final byte[] HEADER = Ascii.of(",\"header\":");
  private static final byte[] SPEC = Ascii.of(",\"spec\":");

  @Override
  public void write(Command command, Ink to) {
    if (!(command instanceof Command.Submit submit) || submit.cached().isPresent()) {
      throw new NotPlain();
    }
    to.raw(ID).id(submit.id());
    HeaderForm.write(submit.header(), to.raw(HEADER));
    HeaderForm.write(submit.spec(), to.raw(SPEC));
    to.raw(Words.CLOSE);
  }

  @Override
  public Command read(Cursor from) {
    CommandId id = from.past(ID).command();
    JobHeader header = HeaderForm.read(from.past(HEADER));
    SpecRef spec = HeaderForm.spec(from.past(SPEC));
    from.past(Words.CLOSE);
    return new Command.Submit(id, header, spec);
  }
}
