package dev.darkroom.finetune;

import dev.darkroom.embedding.LearnedWord;
import dev.darkroom.ldm.LdmModel;
import dev.darkroom.lora.LoraUse;
import dev.darkroom.model.Artifact;
import dev.darkroom.model.FineTuneRequest;
import dev.darkroom.model.FineTuneRequest.Full;
import dev.darkroom.model.FineTuneRequest.Lora;
import dev.darkroom.model.GenerationRequest;
import dev.darkroom.model.GenerationRun;
import dev.darkroom.model.SteppedTraining;
import dev.darkroom.training.Training;
import dev.darkroom.weights.DType;
import dev.darkroom.weights.HostTensor;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Weights being learned. */
final class FineTuneRun extends SteppedTraining {
  private final LdmModel model;
  private final FineTuneRequest request;
  private final Networks networks;
  private Optional<Sample> drawing = Optional.empty();

  FineTuneRun(LdmModel model, FineTuneRequest request, Networks networks, Training training) {
    super(training, request.descent().steps());
    this.model = model;
    this.request = request;
    this.networks = networks;
  }

  @Override
  public boolean step() {
    drawing.ifPresent(Sample::close);
    return super.step();
  }

  @Override
  public List<Artifact> artifacts(Path folder) {
    Artifacts artifacts = new Artifacts(model, folder);
    return switch (request.method().tuned()) {
      case Lora lora -> artifacts.adaptation(adaptation(lora), Recipe.lineage(request, done()));
      case Full _ -> artifacts.model(learned(), Recipe.lineage(request, done()));
    };
  }

  @Override
  public GenerationRun sample(GenerationRequest asked) {
    drawing.ifPresent(Sample::close);
    try {
      Sample sample = new Sample(model, model.generator().orElseThrow().start(learned(asked)));
      drawing = Optional.of(sample);
      return sample;
    } catch (RuntimeException e) {
      model.replace(Map.of());
      throw e;
    }
  }

  /** The request to the model as it is now, from which it must be brought back. */
  private GenerationRequest learned(GenerationRequest asked) {
    return switch (request.method().tuned()) {
      case Lora lora -> {
        List<LoraUse> loras = new ArrayList<>(asked.additions().loras());
        loras.add(new LoraUse(adaptation(lora), 1));
        yield withWords(asked).withLoras(loras);
      }
      case Full _ -> {
        model.replace(Networks.byPart(learned()));
        yield withWords(asked);
      }
    };
  }

  /** The words that captions used may stand in the prompt, too. */
  private GenerationRequest withWords(GenerationRequest asked) {
    List<LearnedWord> words = new ArrayList<>(asked.additions().words());
    for (LearnedWord word : request.material().words()) {
      if (words.stream().noneMatch(known -> known.token().equals(word.token()))) {
        words.add(word);
      }
    }
    return asked.withWords(words);
  }

  private dev.darkroom.lora.Lora adaptation(Lora lora) {
    return Networks.lora(networks.beside().orElseThrow(), lora.rule(), training().weights());
  }

  /** The weights to be used: their running mean where there is one. */
  private Map<String, HostTensor> learned() {
    return request.method().tuned() instanceof Full full && full.ema().isPresent()
        ? training().ema(DType.F32)
        : training().weights();
  }

  @Override
  public void close() {
    drawing.ifPresent(Sample::close);
    super.close();
  }
}
