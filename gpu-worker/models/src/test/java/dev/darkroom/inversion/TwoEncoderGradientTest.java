package dev.darkroom.inversion;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.darkroom.ldm.Denoising;
import dev.darkroom.ldm.LargeModel;
import dev.darkroom.ldm.LdmLoader;
import dev.darkroom.ldm.LdmModel;
import dev.darkroom.ldm.LdmParts;
import dev.darkroom.ldm.TextSide;
import dev.darkroom.ldm.sampler.Latent;
import dev.darkroom.model.InversionRequest.Batch;
import dev.darkroom.model.LoadOptions;
import dev.darkroom.nn.Call;
import dev.darkroom.nn.Graph;
import dev.darkroom.nn.Outputs;
import dev.darkroom.nn.Program;
import dev.darkroom.nn.RunConfig;
import dev.darkroom.nn.Sym;
import dev.darkroom.nn.Trace;
import dev.darkroom.random.TorchRandom;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * The gradient of SDXL's loss with respect to the learned rows of each encoder, against central
 * differences of the loss itself along random directions.
 */
class TwoEncoderGradientTest {
  private static final int BATCH = 2;
  private static final int SIDE = 8;
  private static final float STEP = 2e-2f;

  @TempDir Path folder;

  @Test
  void theLossFallsAsTheGradientOfEachEncodersRowsSays() throws IOException {
    try (LdmModel model = new LdmLoader().load(LargeModel.write(folder), LoadOptions.cpu())) {
      InversionTask task = task(model.parts());
      try (Program program =
          Program.load(
              RunConfig.reference(),
              task.frozen(),
              Graph.trace("loss", trace -> record(trace, task)))) {
        for (int encoder = 0; encoder < 2; encoder++) {
          checkEncoder(new Loss(task, program), encoder);
        }
      }
    }
  }

  private static void checkEncoder(Loss loss, int encoder) {
    List<float[]> at = loss.rows(7);
    float[] gradient = loss.at(at).floats("gradient" + encoder);
    float[] direction = TorchRandom.seeded(90 + encoder).randn(gradient.length);
    double slope = 0;
    for (int i = 0; i < gradient.length; i++) {
      slope += gradient[i] * direction[i];
    }
    double ahead = loss.at(moved(at, encoder, direction, STEP)).floats("loss")[0];
    double behind = loss.at(moved(at, encoder, direction, -STEP)).floats("loss")[0];
    double difference = (ahead - behind) / (2 * STEP);
    assertThat(Math.abs(slope)).isGreaterThan(1e-5);
    assertThat(difference / slope).as("encoder " + encoder).isCloseTo(1, within(0.03));
  }

  private static List<float[]> moved(List<float[]> rows, int encoder, float[] by, float step) {
    List<float[]> moved = new ArrayList<>(rows);
    float[] other = rows.get(encoder).clone();
    for (int i = 0; i < other.length; i++) {
      other[i] += step * by[i];
    }
    moved.set(encoder, other);
    return moved;
  }

  /** The loss as a function of the tokens' rows. */
  private record Loss(InversionTask task, Program program) {
    List<float[]> rows(long seed) {
      return LargeModel.WIDTHS.stream()
          .map(width -> TorchRandom.seeded(seed).randn(BATCH * length(task) * width))
          .toList();
    }

    Outputs at(List<float[]> rows) {
      Call call = task.feed(program.call("loss"), draws(), false);
      for (int i = 0; i < rows.size(); i++) {
        call.in(TextSide.input("learned", i), rows.get(i));
      }
      return call.run();
    }
  }

  private static void record(Trace trace, InversionTask task) {
    List<Sym> embedded = new ArrayList<>();
    List<Sym> leaves = new ArrayList<>();
    for (int i = 0; i < 2; i++) {
      String name = TextSide.input("learned", i);
      int width = LargeModel.WIDTHS.get(i);
      Sym learned = trace.leaf(trace.exactInput(name, BATCH, length(task), width));
      leaves.add(learned);
      embedded.add(task.texts().embedded(trace, i, BATCH, learned));
    }
    Denoising denoising = task.denoise(trace, task.texts().told(trace, embedded));
    Sym loss = denoising.loss();
    List<Sym> gradients = trace.gradients(loss, leaves);
    trace.output("loss", loss.reshape(1));
    trace.output("gradient0", gradients.get(0));
    trace.output("gradient1", gradients.get(1));
  }

  private static int length(InversionTask task) {
    return task.texts().length();
  }

  private static InversionTask task(LdmParts parts) {
    NewWord word = NewWord.of(Requests.CAT_TOY, parts, 0, TorchRandom.seeded(0));
    var settings =
        new InversionTask.Settings(
            Requests.descent(1, new Batch(BATCH, 1, 1)), SIDE, 4, 0, RunConfig.reference(), "");
    return new InversionTask(parts, word, settings, _ -> draws());
  }

  private static List<Draw> draws() {
    TorchRandom random = TorchRandom.seeded(5);
    List<Draw> draws = new ArrayList<>();
    for (int b = 0; b < BATCH; b++) {
      Latent latent = Latent.of(random.randn(4 * SIDE * SIDE));
      Latent noise = Latent.of(random.randn(4 * SIDE * SIDE));
      draws.add(new Draw(latent, noise, 300 + 100 * b, "a photo of <cat-toy> <cat-toy>_1"));
    }
    return draws;
  }
}
