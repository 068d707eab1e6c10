package dev.darkroom.finetune;

import dev.darkroom.image.Rgb;
import dev.darkroom.ldm.LdmModel;
import dev.darkroom.model.GenerationRun;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** A drawing with the weights of a training; when it is closed the model is its old self again. */
final class Sample implements GenerationRun {
  private final LdmModel model;
  private final GenerationRun drawing;
  private boolean open = true;

  Sample(LdmModel model, GenerationRun drawing) {
    this.model = model;
    this.drawing = drawing;
  }

  @Override
  public boolean step() {
    if (!open) {
      throw new IllegalStateException("the training went on: this drawing is over");
    }
    return drawing.step();
  }

  @Override
  public int done() {
    return drawing.done();
  }

  @Override
  public int total() {
    return drawing.total();
  }

  @Override
  public Optional<Rgb> preview() {
    return drawing.preview();
  }

  @Override
  public List<Rgb> result() {
    return drawing.result();
  }

  @Override
  public void close() {
    if (open) {
      open = false;
      drawing.close();
      model.use(List.of());
      model.replace(Map.of());
    }
  }
}
