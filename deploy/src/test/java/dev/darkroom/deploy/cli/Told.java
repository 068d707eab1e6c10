package dev.darkroom.deploy.cli;

import dev.darkroom.client.FarmAddress;
import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;

/** How a command ended that asked a farm, and what of the answer it printed. */
public record Told(int exit, String out) {

  /** Runs the command line {@code args} in this process against a farm. */
  public static Told command(FarmAddress farm, String... args) {
    String[] all = new String[args.length + 4];
    System.arraycopy(args, 0, all, 0, args.length);
    all[args.length] = "--url";
    all[args.length + 1] = farm.url().toString();
    all[args.length + 2] = "--key";
    all[args.length + 3] = farm.key();
    PrintStream before = System.out;
    var out = new ByteArrayOutputStream();
    System.setOut(new PrintStream(out, true, StandardCharsets.UTF_8));
    try {
      return new Told(Ran.command(all).exit(), out.toString(StandardCharsets.UTF_8));
    } finally {
      System.setOut(before);
    }
  }
}
