package dev.darkroom.inversion;

import dev.darkroom.ldm.sampler.Latent;
import dev.darkroom.model.InversionRequest;
import dev.darkroom.model.InversionRequest.Example;
import dev.darkroom.random.TorchRandom;
import dev.darkroom.training.StepRandom;
import java.nio.FloatBuffer;
import java.util.ArrayList;
import java.util.List;

/**
 * Pictures in an order that is shuffled anew every epoch, noise, times and texts: all from the seed
 * and the call's number, so that a training goes on anywhere without saved random states.
 */
final class RandomDraws implements Draws {
  /** Keep the streams of epochs, of choices and of noise apart. */
  private static final long ORDER = 0x6F72646572L;

  private static final long CHOICES = 0x63686F696365L;

  private final InversionRequest request;
  private final NewWord word;
  private final EncodedPictures pictures;
  private final int trainSteps;
  private long shuffledEpoch = -1;
  private int[] order = {};

  RandomDraws(InversionRequest request, NewWord word, EncodedPictures pictures, int trainSteps) {
    this.request = request;
    this.word = word;
    this.pictures = pictures;
    this.trainSteps = trainSteps;
  }

  @Override
  public List<Draw> draw(long part) {
    int batch = request.descent().batch().size();
    int size = pictures.size();
    TorchRandom random = StepRandom.of(request.seed(), part);
    FloatBuffer own = FloatBuffer.wrap(random.randn(batch * size)); // of the posteriors
    FloatBuffer noise = FloatBuffer.wrap(random.randn(batch * size));
    long[] times = random.randint(0, trainSteps, batch);
    TorchRandom choices = StepRandom.of(request.seed() ^ CHOICES, part);
    List<Draw> draws = new ArrayList<>();
    for (int b = 0; b < batch; b++) {
      int picture = pictureAt(part * batch + b);
      boolean mirror = choices.randF64(1)[0] < request.preparation().flip();
      Latent latent = pictures.sample(picture, mirror, n -> Latent.read(own, n));
      draws.add(new Draw(latent, Latent.read(noise, size), times[b], text(picture, part, choices)));
    }
    return draws;
  }

  private String text(int picture, long part, TorchRandom choices) {
    Example example = request.examples().get(picture);
    List<String> templates = Templates.of(request.prompts(), example);
    String template = templates.get((int) choices.randint(0, templates.size(), 1)[0]);
    double share = request.variants().perImage().orElse(0);
    boolean named = choices.randF64(1)[0] < share;
    int usable = usable(part / request.descent().batch().accumulation());
    return template.replace(
        InversionRequest.BLANK, named ? word.written(usable, picture) : word.written(usable));
  }

  /** One vector at first, and one more every so many steps (progressive extension). */
  private int usable(long step) {
    long every = request.variants().progressive().orElse(0);
    return every == 0 ? word.vectors() : (int) Math.min(word.vectors(), 1 + step / every);
  }

  private int pictureAt(long drawn) {
    int repeated = pictures.count() * request.descent().batch().repeats();
    long epoch = drawn / repeated;
    if (epoch != shuffledEpoch) {
      order = StepRandom.of(request.seed() ^ ORDER, epoch).randperm(repeated);
      shuffledEpoch = epoch;
    }
    return order[(int) (drawn % repeated)] % pictures.count();
  }
}
