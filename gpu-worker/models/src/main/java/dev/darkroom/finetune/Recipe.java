package dev.darkroom.finetune;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.darkroom.embedding.LearnedWord;
import dev.darkroom.model.FineTuneRequest;
import dev.darkroom.model.FineTuneRequest.Descent;
import dev.darkroom.model.FineTuneRequest.DreamBooth;
import dev.darkroom.model.FineTuneRequest.Example;
import dev.darkroom.model.FineTuneRequest.Full;
import dev.darkroom.model.FineTuneRequest.Lora;
import dev.darkroom.model.FineTuneRequest.Objective;
import dev.darkroom.model.FineTuneRequest.Prior;
import dev.darkroom.model.FineTuneRequest.Tuned;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.Locale;

/**
 * What a request asks for, in words that are equal for equal requests: written beside the result,
 * and what its checkpoints are known by. No time, no path and no name of a run is in it.
 */
final class Recipe {
  private static final JsonMapper JSON = JsonMapper.builder().build();

  private Recipe() {}

  /** A digest of everything that a training depends on, pictures and all. */
  static String identity(FineTuneRequest request) {
    MessageDigest digest = sha256();
    digest.update(of(request).toString().getBytes(StandardCharsets.UTF_8));
    for (Example example : request.material().examples()) {
      String line = "%s\t%s\t%s\n".formatted(example.digest(), example.size(), example.caption());
      digest.update(line.getBytes(StandardCharsets.UTF_8));
    }
    for (LearnedWord word : request.material().words()) {
      digest.update(word.token().getBytes(StandardCharsets.UTF_8));
      word.vectors()
          .forEach(table -> {
            for (float value : table.toFloats()) {
              int bits = Float.floatToIntBits(value);
              digest.update(
                  new byte[] {
                    (byte) bits, (byte) (bits >> 8), (byte) (bits >> 16), (byte) (bits >> 24)
                  });
            }
          });
    }
    return HexFormat.of().formatHex(digest.digest());
  }

  /** The file that lies beside a result. */
  static byte[] lineage(FineTuneRequest request, long steps) {
    ObjectNode json = of(request);
    json.put("steps_done", steps);
    ArrayNode images = json.putArray("images");
    request.material().examples().forEach(example -> images.add(example.digest()));
    try {
      return JSON.writerWithDefaultPrettyPrinter().writeValueAsBytes(json);
    } catch (JsonProcessingException e) {
      throw new IllegalStateException("plain values can be written", e);
    }
  }

  static ObjectNode of(FineTuneRequest request) {
    ObjectNode json = JSON.createObjectNode();
    json.put("format", "darkroom.fine_tune/1");
    json.put("base", request.lineage().base());
    json.put("dataset", request.lineage().dataset());
    json.put("pictures", request.material().examples().size());
    json.put("flip", request.material().flip());
    json.put("buckets", request.material().buckets().sizes().toString());
    json.put(
        "words", request.material().words().stream().map(LearnedWord::token).toList().toString());
    json.put("seed", request.seed());
    tuned(json.putObject("method"), request.method().tuned());
    if (request.method() instanceof DreamBooth booth) {
      ObjectNode subject = json.putObject("dreambooth");
      subject.put("prompt", booth.prompt());
      booth.prior().ifPresent(prior -> prior(subject.putObject("prior"), prior));
    }
    descent(json.putObject("descent"), request.descent());
    objective(json.putObject("objective"), request.objective());
    return json;
  }

  private static void tuned(ObjectNode json, Tuned tuned) {
    switch (tuned) {
      case Lora lora -> {
        json.put("kind", "lora");
        json.put("rank", lora.rule().rank());
        json.put("alpha", lora.rule().alpha());
        json.put("start", lora.rule().start().name().toLowerCase(Locale.ROOT));
        json.put("dropout", lora.rule().dropout().plain());
        json.put("rank_dropout", lora.rule().dropout().rank());
        json.put("module_dropout", lora.rule().dropout().module());
        json.put("targets", lora.targets().toString().toLowerCase(Locale.ROOT));
      }
      case Full full -> {
        json.put("kind", "full");
        json.put("text_encoder", full.trainsText());
        full.ema().ifPresent(decay -> json.put("ema", decay));
      }
    }
  }

  private static void prior(ObjectNode json, Prior prior) {
    json.put("prompt", prior.prompt());
    json.put("given", prior.pictures().size());
    json.put("count", prior.count());
    json.put("weight", prior.weight());
    json.put("sampler", prior.sampling().sampler());
    json.put("steps", prior.sampling().steps());
    json.put("guidance", prior.sampling().guidance());
  }

  private static void descent(ObjectNode json, Descent descent) {
    json.put("steps", descent.steps());
    json.put("batch", descent.batch().size());
    json.put("accumulation", descent.batch().accumulation());
    json.put("repeats", descent.batch().repeats());
    json.put("rate", descent.rate().base());
    json.put("rate_scaled", descent.rate().scaled());
    json.put("curve", descent.rate().curve().toString());
    json.put("warmup", descent.rate().warmup());
    json.put("text_rate", descent.textRate());
    json.put("weight_decay", descent.weightDecay());
    json.put("clip", descent.clip());
    json.put("precision", descent.precision().name().toLowerCase(Locale.ROOT));
  }

  private static void objective(ObjectNode json, Objective objective) {
    objective.minSnr().ifPresent(gamma -> json.put("snr_gamma", gamma));
    json.put("noise_offset", objective.noiseOffset());
    json.put("input_perturbation", objective.inputPerturbation());
    json.put("empty_captions", objective.emptyCaptions());
  }

  private static MessageDigest sha256() {
    try {
      return MessageDigest.getInstance("SHA-256");
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every Java has SHA-256", e);
    }
  }
}
