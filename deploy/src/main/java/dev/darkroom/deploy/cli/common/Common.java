package dev.darkroom.deploy.cli.common;

import dev.darkroom.client.FarmAddress;
import dev.darkroom.client.FarmClient;
import dev.darkroom.client.Retries;
import java.nio.file.Path;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/** The options of every command that talks to a farm. */
public final class Common extends Printing {
  @Option(names = "--url", paramLabel = "URL", description = "The farm's URL.")
  @Nullable String url;

  @Option(names = "--key", paramLabel = "KEY", description = "The farm's key.")
  @Nullable String key;

  @Option(
      names = "--ca",
      paramLabel = "FILE",
      description = "PEM file of certificates to trust beside the well-known authorities'.")
  @Nullable Path ca;

  @Option(
      names = "--data",
      paramLabel = "DIR",
      description = "Data folder of a farm on this machine (default: ~/.darkroom).")
  public @Nullable Path data;

  public FarmClient connect() {
    return connect(Retries.BRIEF);
  }

  public FarmClient connect(Retries retries) {
    return new FarmClient(
        FarmAddress.find(
                Optional.ofNullable(url), Optional.ofNullable(key), System.getenv(), data())
            .trusting(Optional.ofNullable(ca)),
        retries);
  }

  /** The farm's data folder. */
  public Path data() {
    return data != null ? data : DataFolder.standard();
  }
}
