package dev.darkroom.parity;

import dev.darkroom.clip.Clip;
import dev.darkroom.clip.ClipFolder;
import dev.darkroom.clip.PictureInput;
import dev.darkroom.image.ImageLimits;
import dev.darkroom.image.Png;
import dev.darkroom.image.Rgb;
import dev.darkroom.nn.Graph;
import dev.darkroom.nn.Outputs;
import dev.darkroom.nn.Program;
import dev.darkroom.nn.RunConfig;
import dev.darkroom.nn.Sym;
import dev.darkroom.nn.Trace;
import dev.darkroom.nn.Weights;
import dev.darkroom.weights.DType;
import dev.darkroom.weights.HostTensor;
import dev.darkroom.weights.Shape;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.lang.foreign.MemorySegment;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/**
 * Both towers of CLIP from both published layouts: hidden states, features, cosines; and pictures
 * as the vision tower sees them.
 */
final class ClipCases implements CaseRunner {
  private static final List<String> OPEN_CLIP_FILES =
      List.of("open_clip_model.safetensors", "open_clip_pytorch_model.bin");

  @Override
  public void run(ParityCase c, Recorder recorder) {
    switch (c.kind()) {
      case "clip_full" -> {
        towers(c, recorder, c.path("model"));
        preprocessing(c, recorder);
      }
      case "open_clip" -> {
        towers(c, recorder, c.path(""));
        OPEN_CLIP_FILES.forEach(file -> sameFeatures(c, recorder, file));
      }
      default -> throw new IllegalArgumentException("no case of CLIP: " + c.kind());
    }
  }

  private static void towers(ParityCase c, Recorder recorder, Path path) {
    ClipFolder folder = ClipFolder.read(path);
    Outputs outputs = run(c, folder);
    for (int i = 0; i <= folder.config().vision().layers(); i++) {
      String name = "vision_hidden." + i;
      recorder.compare(name, () -> outputs.get(name));
    }
    for (String name :
        List.of(
            "vision_pooled",
            "image_embeds",
            "image_features",
            "image_features_unnormalised",
            "text_embeds",
            "text_features",
            "text_features_unnormalised",
            "cosine",
            "logits_per_image",
            "logit_scale_exp")) {
      recorder.compare(name, () -> outputs.get(name));
    }
  }

  /** Each weight file of an open_clip folder, alone, gives the same. */
  private static void sameFeatures(ParityCase c, Recorder recorder, String file) {
    try {
      Path alone = Files.createTempDirectory("clip");
      try {
        for (String name : List.of("open_clip_config.json", file)) {
          Files.copy(c.path(name), alone.resolve(name));
        }
        HostTensor got = run(c, ClipFolder.read(alone)).get("image_features_unnormalised");
        recorder.compareAs(file, "image_features_unnormalised", got);
      } finally {
        for (String name : List.of("open_clip_config.json", file)) {
          Files.deleteIfExists(alone.resolve(name));
        }
        Files.delete(alone);
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static Outputs run(ParityCase c, ClipFolder folder) {
    Clip clip = new Clip(Weights.root(), folder.config());
    HostTensor pixels = c.input("pixel_values");
    HostTensor ids = c.input("ids");
    long[] rows =
        folder.config().text().pooledRows(ids.toLongs(), Math.toIntExact(ids.shape().dim(1)));
    Graph graph = Graph.trace("clip", trace -> record(trace, clip, pixels.shape(), ids.shape()));
    try (Program program = Program.load(RunConfig.reference(), folder.binding(), graph)) {
      return program.call("clip").in("x", pixels).in("ids", ids).in("rows", rows).run();
    }
  }

  private static void record(Trace trace, Clip clip, Shape pixels, Shape ids) {
    Sym x = trace.input("x", pixels.dims());
    List<Sym> states = clip.vision().hiddenStates(x);
    for (int i = 0; i < states.size(); i++) {
      trace.output("vision_hidden." + i, states.get(i));
    }
    trace.output("vision_pooled", clip.vision().pooled(states.getLast()));
    Sym images = clip.imageFeaturesOf(states.getLast());
    Sym texts = clip.textFeatures(trace.ids("ids", ids.dims()), trace.ids("rows", ids.dim(0)));
    Sym i = Clip.normalised(images);
    Sym t = Clip.normalised(texts);
    Sym cosine = i.matmul(t.transpose(0, 1));
    Sym scale = clip.scale(x);
    trace.output("image_features_unnormalised", images);
    trace.output("text_features_unnormalised", texts);
    trace.output("image_features", i);
    trace.output("image_embeds", i);
    trace.output("text_features", t);
    trace.output("text_embeds", t);
    trace.output("cosine", cosine);
    trace.output("logits_per_image", cosine.times(scale));
    trace.output("logit_scale_exp", scale);
  }

  private static void preprocessing(ParityCase c, Recorder recorder) {
    int side = c.description().path("preprocess_size").asInt();
    PictureInput input = PictureInput.standard(side);
    for (int k = 0; k < c.description().path("n_images").asInt(); k++) {
      Rgb picture = read(c.path("image" + k + ".png"));
      String name = "preprocess" + k + "/";
      recorder.compareBits(name + "resized_cropped_uint8", channelsFirst(input.square(picture)));
      recorder.compare(
          name + "pixel_values",
          () -> {
            float[] x = new float[3 * side * side];
            input.write(picture, x, 0);
            return HostTensor.ofFloats(x, 3, side, side);
          });
    }
  }

  private static HostTensor channelsFirst(Rgb picture) { // (3, H, W)
    byte[] data = picture.toBytes();
    int n = picture.width() * picture.height();
    byte[] planes = new byte[3 * n];
    for (int p = 0; p < n; p++) {
      for (int c = 0; c < 3; c++) {
        planes[c * n + p] = data[3 * p + c];
      }
    }
    return new HostTensor(
        DType.U8, Shape.of(3, picture.height(), picture.width()), MemorySegment.ofArray(planes));
  }

  private static Rgb read(Path file) {
    try {
      return Png.decode(Files.readAllBytes(file), ImageLimits.DEFAULT);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
