package dev.darkroom.deploy.cli;

import java.io.PrintWriter;
import java.io.StringWriter;

/** How a command ended and what it printed. */
public record Ran(int exit, String out, String err) {

  /** Runs the command line {@code args} in this process. */
  public static Ran command(String... args) {
    var out = new StringWriter();
    var err = new StringWriter();
    int exit =
        Main.commandLine(args)
            .setOut(new PrintWriter(out, true))
            .setErr(new PrintWriter(err, true))
            .execute(args);
    return new Ran(exit, out.toString(), err.toString());
  }
}
