package dev.darkroom.house;

import dev.darkroom.clip.TextConfig;
import dev.darkroom.config.ConfigFile;
import dev.darkroom.nn.RunConfig;
import dev.darkroom.text.Tokenizer;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;

/** Latent diffusion on the house world: text encoder, autoencoder, denoiser. */
public record ShapesLdm() implements HouseModel {
  private static final String INDEX = "model_index.json";
  private static final String TEXT = "text_encoder/config.json";
  private static final List<String> CONFIGS =
      List.of(
          INDEX, "scheduler/scheduler_config.json", TEXT, "unet/config.json", "vae/config.json");

  @Override
  public String name() {
    return "shapes-ldm";
  }

  @Override
  public String index() {
    return INDEX;
  }

  @Override
  public void begin(Path model) throws IOException {
    ModelFiles files = new ModelFiles(name(), model);
    files.copy(CONFIGS);
    TextConfig text = TextConfig.read(ConfigFile.of(TEXT, files.json(TEXT)));
    Tokenizer tokenizer = files.vocabulary("tokenizer", text.positions());
    files.edit(TEXT, config -> ModelFiles.putVocabulary(config, tokenizer));
  }

  @Override
  public void train(RunFolder run, RunConfig config, TrainingListener listener) throws IOException {
    new ShapesLdmTraining(run, config, listener).train();
  }
}
