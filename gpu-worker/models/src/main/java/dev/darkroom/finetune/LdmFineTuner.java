package dev.darkroom.finetune;

import dev.darkroom.embedding.LearnedWord;
import dev.darkroom.failure.ModelException;
import dev.darkroom.ldm.LdmModel;
import dev.darkroom.ldm.LdmParts;
import dev.darkroom.ldm.Lexicon;
import dev.darkroom.model.FineTuneRequest;
import dev.darkroom.model.FineTuneRequest.DreamBooth;
import dev.darkroom.model.FineTuner;
import dev.darkroom.model.TrainingRun;
import dev.darkroom.text.Tokenizer;
import dev.darkroom.training.Training;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;

/** Fine-tunes a latent diffusion model. LoRAs that it draws with are taken away first. */
public final class LdmFineTuner implements FineTuner {
  private final LdmModel model;

  public LdmFineTuner(LdmModel model) {
    this.model = model;
  }

  @Override
  public TrainingRun start(FineTuneRequest request, Optional<Path> checkpoint) {
    model.use(List.of());
    LdmParts parts = model.parts();
    Networks networks = Networks.of(parts, request.method().tuned());
    List<Lexicon> lexicons = model.conditioner().lexicons(request.material().words());
    requireReadable(request, lexicons.getFirst());
    Draws draws = new Draws(model, request);
    Texts texts = new Texts(model.conditioner(), lexicons);
    FineTuneTask task =
        new FineTuneTask(request, Recipe.identity(request), parts, networks, draws, texts);
    var initial = networks.initial(parts, request.seed());
    Training training =
        checkpoint
            .map(file -> Training.resume(task, file, initial))
            .orElseGet(() -> Training.start(task, initial));
    return new FineTuneRun(model, request, networks, training);
  }

  @Override
  public Tokenizer reader(List<LearnedWord> words) {
    return model.conditioner().lexicon(words).tokenizer();
  }

  /** Captions that would be cut, and missing ones, are refused before anything is trained. */
  private static void requireReadable(FineTuneRequest request, Lexicon lexicon) {
    List<String> captions =
        request.material().examples().stream().map(FineTuneRequest.Example::caption).toList();
    for (int i = 0; i < captions.size(); i++) {
      int cut = lexicon.tokenizer().encode(captions.get(i)).cut();
      if (cut > 0) {
        throw ModelException.badRequest(
            "captions",
            "the caption of picture %d is %d tokens longer than the model reads: shorten it"
                .formatted(i + 1, cut));
      }
      if (captions.get(i).isBlank() && !(request.method() instanceof DreamBooth)) {
        throw ModelException.badRequest(
            "captions", "picture %d has no caption: give it one".formatted(i + 1));
      }
    }
  }
}
