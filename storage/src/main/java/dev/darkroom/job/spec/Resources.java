package dev.darkroom.job.spec;

import dev.darkroom.job.id.ModelRef;
import java.util.Collections;
import java.util.Set;
import java.util.TreeSet;

/** What a worker may hold already of what jobs need, by the names that both sides use. */
public final class Resources {
  private Resources() {}

  /** All that a job needs. */
  public static Set<String> of(JobSpec spec) {
    if (spec instanceof JobSpec.Noop) {
      return Set.of(); // its model is a mere name
    }
    Set<String> needed = new TreeSet<>();
    needed.add(of(spec.model()));
    if (spec instanceof JobSpec.Generation s) {
      s.words().forEach(word -> needed.add(of(word)));
      s.options().loras().forEach(lora -> needed.add(of(lora.model())));
    }
    return Collections.unmodifiableSet(needed);
  }

  /** A model's or a LoRA's name. */
  public static String of(ModelRef model) {
    return model.toString();
  }

  /** A learned word's name. */
  public static String of(WordRef word) {
    return "word:" + word.name() + "@" + word.version();
  }
}
