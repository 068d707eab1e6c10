package dev.darkroom.worker.run;

import dev.darkroom.image.Png;
import dev.darkroom.image.Rgb;
import dev.darkroom.job.id.Digest;
import dev.darkroom.job.id.ModelRef;
import dev.darkroom.job.spec.InversionSpec;
import dev.darkroom.job.spec.Keeping;
import dev.darkroom.job.spec.Picture;
import dev.darkroom.job.spec.TrainingPlan;
import dev.darkroom.world.Hue;
import dev.darkroom.world.Outline;
import dev.darkroom.world.Pattern;
import dev.darkroom.world.Position;
import dev.darkroom.world.Scene;
import dev.darkroom.world.ShapeKind;
import dev.darkroom.world.Size;
import dev.darkroom.world.WorldPainter;
import java.util.List;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.OptionalInt;

/** One picture of a star from which a word is taught in one step. */
final class StarLesson {
  static final String CAPTION = "a large {} on the left on a white background";
  static final int SIDE = 64;

  /** Of a sample. */
  static final int STEPS = 6;

  private StarLesson() {}

  static InversionSpec of(
      Stage stage,
      String model,
      InversionSpec.Method method,
      Optional<InversionSpec.Tuning> tuning) {
    Scene scene =
        new Scene(
            ShapeKind.STAR,
            Hue.PURPLE,
            Hue.WHITE,
            Pattern.SOLID,
            Outline.NONE,
            Size.LARGE,
            Position.LEFT);
    byte[] png = Png.encode(Rgb.of(WorldPainter.draw(scene, 1)));
    stage.store.put("t/default/uploads/star", png, "image/png");
    return new InversionSpec(
        ModelRef.parse(model),
        new InversionSpec.Word("<star>", "shape", 2),
        new InversionSpec.Lesson(
            List.of(
                new Picture(
                    "star.png",
                    "t/default/uploads/star",
                    Digest.of(png),
                    png.length,
                    Optional.of(CAPTION))),
            InversionSpec.Prompts.CAPTIONS,
            SIDE,
            false,
            0),
        new TrainingPlan(
            1,
            new TrainingPlan.Batch(1, 1, 100),
            new TrainingPlan.Rate(3e-3, false, "constant", 0),
            0.01,
            new TrainingPlan.Machine(TrainingPlan.Precision.NO, false, 1),
            7),
        new Keeping(
            100,
            100,
            Optional.of(
                new Keeping.Validation(
                    List.of("a <star>"), List.of(1L), STEPS, 1, "ddim", Optional.empty())),
            Optional.empty(),
            Keeping.Pick.LAST),
        new InversionSpec.Study(
            method, OptionalInt.empty(), OptionalDouble.empty(), OptionalDouble.empty(), tuning));
  }
}
