package dev.darkroom.ldm;

import static org.assertj.core.api.Assertions.assertThat;

import dev.darkroom.ldm.sampler.Guidance;
import dev.darkroom.ldm.sampler.Latent;
import dev.darkroom.ldm.sampler.SamplerName;
import dev.darkroom.ldm.sampler.Schedulers;
import dev.darkroom.model.ClipSkip;
import dev.darkroom.model.Prompt;
import dev.darkroom.model.Size;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

/** Where pictures are led, with an encoder that writes down what it is asked. */
class GuidesTest {
  private static final int STEPS = 4;

  private final List<String> encoded = new ArrayList<>();

  @Test
  void picturesThatDifferInTheirSeedsOnlyAreEncodedOnce() {
    Guides guides = guides(ClipSkip.NONE, picture("a cat", "blurry"), picture("a cat", "blurry"));
    for (int step = 0; step < STEPS; step++) {
      List<Guide> at = guides.at(step);
      assertThat(at.getFirst()).isEqualTo(at.getLast());
    }
    assertThat(encoded).containsExactlyInAnyOrder("a cat, skip 0", "blurry, skip 0");
  }

  @Test
  void aTextThatOnePictureIsLedToAndAnotherAwayFromIsEncodedOnce() {
    guides(ClipSkip.NONE, picture("a cat", "a dog"), picture("a dog", "a cat"));
    assertThat(encoded).containsExactlyInAnyOrder("a cat, skip 0", "a dog, skip 0");
  }

  @Test
  void aTextThatIsReadLessDeeplyIsAnother() {
    guides(ClipSkip.ofDiffusers(1), picture("a cat", "a cat"));
    assertThat(encoded).containsExactlyInAnyOrder("a cat, skip 1", "a cat, skip 0");
  }

  @Test
  void aPromptThatChangesIsEncodedOnceAChangeNotOnceAStep() {
    guides(ClipSkip.NONE, picture("a [cat:dog:0.5]", ""));
    assertThat(encoded).containsExactlyInAnyOrder("a cat, skip 0", "a dog, skip 0", ", skip 0");
  }

  private Guides guides(ClipSkip skip, Drawing.Picture... pictures) {
    var sampler =
        Schedulers.read(
            ModelFolder.ORIGINAL.resolve("scheduler/scheduler_config.json"), SamplerName.DDIM);
    var drawing =
        new Drawing(
            List.of(pictures),
            new Drawing.Method(sampler, STEPS, Guidance.of(3)),
            new Drawing.Reading(Prompt.Syntax.WEIGHTED, skip),
            new Size(32, 32),
            new Origin.Nothing());
    return new Guides(this::read, drawing, false);
  }

  private Conditioning read(String text, int skip) {
    encoded.add(text + ", skip " + skip);
    return new Conditioning(1, Latent.of(encoded.size()), Optional.empty());
  }

  private static Drawing.Picture picture(String prompt, String negative) {
    return new Drawing.Picture(prompt, negative, size -> Latent.of(new float[size]));
  }
}
