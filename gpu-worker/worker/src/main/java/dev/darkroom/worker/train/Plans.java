package dev.darkroom.worker.train;

import dev.darkroom.job.spec.TrainingPlan;
import dev.darkroom.model.InversionRequest.Batch;
import dev.darkroom.model.InversionRequest.Precision;
import dev.darkroom.model.InversionRequest.Rate;
import dev.darkroom.training.RateCurve;

/** A training's plan in the farm's words, said in the model library's. */
final class Plans {
  private static final int CYCLES = 1;
  private static final double POWER = 1;

  private Plans() {}

  static Batch batch(TrainingPlan plan) {
    TrainingPlan.Batch batch = plan.batch();
    return new Batch(batch.size(), batch.accumulation(), batch.repeats());
  }

  static Rate rate(TrainingPlan plan) {
    TrainingPlan.Rate rate = plan.rate();
    return new Rate(
        rate.base(),
        rate.scaled(),
        RateCurve.named(rate.scheduler(), CYCLES, POWER, ""),
        rate.warmup());
  }

  static Precision precision(TrainingPlan plan) {
    return switch (plan.machine().precision()) {
      case NO -> Precision.F32;
      case BF16 -> Precision.BF16;
      case FP16 -> Precision.F16;
    };
  }
}
