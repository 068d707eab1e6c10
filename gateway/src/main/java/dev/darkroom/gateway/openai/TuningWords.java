package dev.darkroom.gateway.openai;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.darkroom.gateway.problem.ProblemCode;
import dev.darkroom.gateway.problem.ProblemException;
import dev.darkroom.gateway.request.Fields;
import java.util.List;
import java.util.OptionalInt;
import java.util.Set;

/**
 * Says a request for fine-tuning in our words. What OpenAI alone has is renamed or refused; every
 * other field is one of a {@code fine_tune} job of ours.
 */
final class TuningWords {
  private static final String HYPER = "hyperparameters";
  private static final String METHOD = "method";
  private static final String SUPERVISED = "supervised";
  private static final String AUTO = "auto";
  private static final int MAX_BATCH = 64;
  private static final int MAX_EPOCHS = 10_000;
  private static final int DEFAULT_BATCH = 4;
  private static final int MAX_CHARS = 200;

  private TuningWords() {}

  /**
   * A request in our words.
   *
   * @param job the body of a {@code fine_tune} job but for its pictures
   * @param file that the pictures are in
   * @param epochs rounds over all pictures; empty where {@code steps} says how long
   */
  record Said(ObjectNode job, String file, OptionalInt epochs) {

    /** Says how many steps so many rounds are. */
    void count(int pictures) {
      if (epochs.isPresent()) {
        int batch = job.path("train_batch_size").asInt(DEFAULT_BATCH);
        job.put("train_batch_size", batch);
        job.put("steps", Math.ceilDiv((long) pictures * epochs.getAsInt(), batch));
      }
    }
  }

  /**
   * Reads what was sent.
   *
   * @throws ProblemException naming the field that does not fit
   */
  static Said read(ObjectNode sent) {
    ObjectNode body = sent.deepCopy();
    body.properties().removeIf(field -> field.getValue().isNull());
    Fields fields = new Fields(body);
    String file = fields.requiredText("training_file", MAX_CHARS);
    refuse(fields, "kind", "POST /v1/jobs takes jobs of every kind");
    refuse(fields, "validation_file", "use validation_prompts");
    if (!body.path("integrations").isEmpty()) {
      refuse(fields, "integrations", "webhooks tell of a job's end (POST /v1/webhooks)");
    }
    ObjectNode settings = hyperparameters(body, fields);
    Fields hyper = new Fields(settings);
    hyper.refuseUnknown(HYPER, Set.of("batch_size", "n_epochs", "learning_rate_multiplier"));
    if (isSet(settings, "learning_rate_multiplier")) {
      refuse(hyper, "learning_rate_multiplier", "use learning_rate");
    }
    if (isSet(settings, "batch_size")) {
      body.put("train_batch_size", (int) hyper.integer("batch_size", 1, 1, MAX_BATCH));
    }
    OptionalInt epochs =
        isSet(settings, "n_epochs")
            ? hyper.integer("n_epochs", 1, MAX_EPOCHS)
            : OptionalInt.empty();
    if (epochs.isPresent() && fields.has("steps")) {
      throw Fields.problem(
          ProblemCode.FIELDS_CONFLICT, "steps", "steps cannot go with n_epochs: leave one out");
    }
    fields.text("suffix", MAX_CHARS).ifPresent(suffix -> body.put("output_name", suffix));
    body.remove(List.of("training_file", "integrations", HYPER, "suffix"));
    body.put("kind", "fine_tune");
    return new Said(body, file, epochs);
  }

  /** Those of the request itself, or those of its method, which is {@code supervised}. */
  private static ObjectNode hyperparameters(ObjectNode body, Fields fields) {
    JsonNode settings = body.path(HYPER);
    if (body.path(METHOD).isObject()) {
      Fields method = fields.object(METHOD).orElseThrow();
      method.refuseUnknown(METHOD, Set.of(METHOD + ".type", METHOD + "." + SUPERVISED));
      method.choice(METHOD + ".type", SUPERVISED, List.of(SUPERVISED));
      JsonNode nested = body.path(METHOD).path(SUPERVISED).path(HYPER);
      settings = nested.isMissingNode() ? settings : nested;
      body.remove(METHOD);
    }
    return settings instanceof ObjectNode object ? object : body.objectNode();
  }

  private static boolean isSet(ObjectNode settings, String name) {
    return settings.has(name)
        && !settings.path(name).isNull()
        && !settings.path(name).asText().equals(AUTO);
  }

  private static void refuse(Fields fields, String name, String instead) {
    if (fields.has(name)) {
      throw Fields.problem(
          ProblemCode.UNKNOWN_FIELD, name, name + " has no meaning here: " + instead);
    }
  }
}
