package dev.darkroom.deploy.farm;

import dev.darkroom.clip.ClipLoader;
import dev.darkroom.finetune.LdmFineTuner;
import dev.darkroom.inversion.LdmInverter;
import dev.darkroom.ldm.LdmLoader;
import dev.darkroom.model.ModelRegistry;
import java.util.Map;

/** The model families of this build. */
public final class Families {
  /** By the name in a model's manifest. */
  public static final ModelRegistry ALL =
      ModelRegistry.of(
          Map.of(
              LdmLoader.FAMILY,
              new LdmLoader(LdmInverter::new, LdmFineTuner::new),
              ClipLoader.FAMILY,
              new ClipLoader()));

  private Families() {}
}
