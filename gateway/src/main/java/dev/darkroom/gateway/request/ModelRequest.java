package dev.darkroom.gateway.request;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.List;
import java.util.Set;

/** What is to be said of a model. */
public final class ModelRequest {
  private static final String SHARED = "shared";

  private ModelRequest() {}

  /**
   * Reads the body of {@code PATCH /v1/models/{name}}: whether every tenant may use it.
   *
   * @throws dev.darkroom.gateway.problem.ProblemException naming the field that does not fit
   */
  public static boolean shared(ObjectNode body) {
    Fields fields = new Fields(body);
    fields.refuseUnknown("a model", Set.of("visibility"));
    return fields
        .choice("visibility", fields.requiredText("visibility", 80), List.of("private", SHARED))
        .equals(SHARED);
  }
}
