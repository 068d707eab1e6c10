package dev.darkroom.deploy.cli.file;

import dev.darkroom.client.FileCalls.Way;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/** Which way a file goes to the farm. */
final class WayOption {
  @Option(
      names = "--direct",
      negatable = true,
      description =
          "Put it straight into the object store, or never so; left out: above 16 MiB, where the"
              + " store can be reached.")
  @Nullable Boolean direct;

  Way way() {
    if (direct == null) {
      return Way.BY_SIZE;
    }
    return direct ? Way.DIRECT : Way.GATEWAY;
  }
}
