package dev.darkroom.house;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.darkroom.clip.ClipConfig;
import dev.darkroom.clip.ClipModel;
import dev.darkroom.clip.PictureInput;
import dev.darkroom.config.ConfigFile;
import dev.darkroom.model.LoadOptions;
import dev.darkroom.nn.Binding;
import dev.darkroom.nn.InitialWeights;
import dev.darkroom.nn.RunConfig;
import dev.darkroom.text.Tokenizer;
import dev.darkroom.weights.HostTensor;
import dev.darkroom.weights.Safetensors;
import dev.darkroom.weights.TensorSource;
import java.io.IOException;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * CLIP on the house world: a caption and its picture lie near each other. Its text tower learns to
 * read first, just as {@link ShapesLdm}'s encoder does, so a run may be given that one's weights.
 */
public record ShapesClip() implements HouseModel {
  private static final String INDEX = "config.json";
  private static final String WEIGHTS = "model.safetensors";
  private static final String STAGE = "clip";
  private static final String TEXT_WEIGHTS = "text.safetensors";

  /** What the shipped model was trained with. */
  private static final Schedule SCHEDULE = new Schedule(1.5e-3, 100, 2_500, 3_000, 0.02);

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
    Tokenizer tokenizer = files.vocabulary("", positions);
    files.edit(
        INDEX,
        config -> ModelFiles.putVocabulary((ObjectNode) config.get("text_config"), tokenizer));
  }

  @Override
  public void train(RunFolder run, RunConfig config, TrainingListener listener) throws IOException {
    Path model = run.model();
    ClipConfig clip = ClipConfig.read(ConfigFile.read(model.resolve(INDEX)));
    Tokenizer tokenizer = Tokenizer.read(model);
    Path text = run.file(TEXT_WEIGHTS);
    new TextStage(run, config, listener).train(clip.text(), tokenizer, WORLD, text);
    TensorSource reader = Safetensors.open(text);
    PictureInput input = PictureInput.standard(clip.vision().side());
    ClipTask.Parts parts = new ClipTask.Parts(clip, tokenizer, input, reader);
    ClipTask task = new ClipTask(parts, config, SCHEDULE, WORLD, GROUPS);
    Path weights = model.resolve(WEIGHTS);
    new StageTraining(run, listener)
        .train(
            STAGE,
            task,
            initial(run, task, weights),
            new StageTraining.Output(weights, ClipTask::kept, reader),
            (done, last) -> {
              if (done % SCORE_EVERY == 0 || last) {
                score(run, done, listener);
              }
            });
  }

  /** The weights that the run was given, and fresh ones for all others. */
  private static Binding initial(RunFolder run, ClipTask task, Path weights) {
    TensorSource fresh = new InitialWeights(task.params(), WORLD);
    if (!run.isGiven(STAGE, weights)) {
      return Binding.exact(fresh);
    }
    TensorSource given = Safetensors.open(weights);
    Map<String, HostTensor> tensors = new LinkedHashMap<>();
    fresh.names().forEach(n -> tensors.put(n, (given.has(n) ? given : fresh).get(n)));
    return Binding.exact(TensorSource.of(tensors, Map.of()));
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
