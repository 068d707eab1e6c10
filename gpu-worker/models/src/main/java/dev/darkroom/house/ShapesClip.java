package dev.darkroom.house;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.darkroom.clip.ClipConfig;
import dev.darkroom.clip.ClipModel;
import dev.darkroom.clip.PictureInput;
import dev.darkroom.config.ConfigFile;
import dev.darkroom.model.LoadOptions;
import dev.darkroom.nn.Binding;
import dev.darkroom.nn.RunConfig;
import dev.darkroom.text.ClipTokenizer;
import dev.darkroom.weights.Safetensors;
import dev.darkroom.weights.TensorSource;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;

/**
 * CLIP on the house world: a caption and its picture lie near each other. Its text tower learns to
 * read first, just as {@link ShapesLdm}'s encoder does, so a run may be given that one's weights.
 */
public record ShapesClip() implements HouseModel {
  private static final String INDEX = "config.json";
  private static final String WEIGHTS = "model.safetensors";
  private static final String STAGE = "clip";

  /** What the shipped model was trained with. */
  private static final Schedule SCHEDULE = new Schedule(1.5e-3, 100, 1_000, 2_000, 0.02);

  private static final int GROUPS = 8;
  private static final long WORLD = 1;
  private static final int SCORE_EVERY = 500;
  private static final int SCORE_PICTURES = 64;

  @Override
  public String name() {
    return "shapes-clip";
  }

  @Override
  public String index() {
    return INDEX;
  }

  @Override
  public void begin(Path model) throws IOException {
    ModelFiles files = new ModelFiles(name(), model);
    files.copy(List.of(INDEX, "preprocessor_config.json"));
    int positions = files.json(INDEX).at("/text_config/max_position_embeddings").asInt();
    ClipTokenizer tokenizer = files.vocabulary("", positions);
    files.edit(
        INDEX,
        config -> ModelFiles.putVocabulary((ObjectNode) config.get("text_config"), tokenizer));
  }

  @Override
  public void train(RunFolder run, RunConfig config, TrainingListener listener) throws IOException {
    Path model = run.model();
    Path weights = model.resolve(WEIGHTS);
    ClipConfig clip = ClipConfig.read(ConfigFile.read(model.resolve(INDEX)));
    ClipTokenizer tokenizer = ClipTokenizer.read(model);
    PictureInput input = PictureInput.standard(clip.vision().side());
    ClipTask task =
        new ClipTask(new ClipTask.Parts(clip, tokenizer, input), config, SCHEDULE, WORLD, GROUPS);
    StageTraining.Output output = new StageTraining.Output(weights, ClipTask::kept);
    Path text = run.file("text.safetensors");
    boolean whole = run.isGiven(STAGE, weights);
    if (!whole) {
      new TextStage(run, config, listener).train(clip.text(), tokenizer, WORLD, text);
    }
    TensorSource atHand = Safetensors.open(whole ? weights : text);
    Binding initial = Binding.exact(task.initial(atHand, WORLD));
    new StageTraining(run, listener)
        .train(
            STAGE,
            task,
            initial,
            output,
            (done, last) -> {
              if (done % SCORE_EVERY == 0 || last) {
                score(run, done, listener);
              }
            });
  }

  private static void score(RunFolder run, long step, TrainingListener listener)
      throws IOException {
    try (ClipModel model = ClipModel.load(run.model(), LoadOptions.cpu())) {
      CaptionRetrieval retrieval = CaptionRetrieval.of(model, SCORE_PICTURES);
      listener.score(step, retrieval.accuracies());
      run.logScore(step, retrieval.accuracies());
    }
  }
}
