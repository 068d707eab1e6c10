package dev.darkroom.storage.object;

import dev.darkroom.job.RunManifest;
import dev.darkroom.storage.Json;

/** The bytes of run manifests, whose digest the log holds. */
public final class RunManifests {
  public static final Json<RunManifest> JSON = Json.of("run manifest", RunManifest.class, 4 << 20);

  private RunManifests() {}
}
