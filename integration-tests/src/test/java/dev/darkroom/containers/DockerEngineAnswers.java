package dev.darkroom.containers;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;
import org.junit.jupiter.api.extension.ConditionEvaluationResult;
import org.junit.jupiter.api.extension.ExecutionCondition;
import org.junit.jupiter.api.extension.ExtensionContext;
import org.testcontainers.DockerClientFactory;
import org.testcontainers.images.RemoteDockerImage;
import org.testcontainers.utility.DockerImageName;

/** The condition of {@link NeedsContainer}. */
final class DockerEngineAnswers implements ExecutionCondition {
  private static final Path SOCKET = Path.of("/var/run/docker.sock");
  private static final ConcurrentMap<String, ConditionEvaluationResult> ANSWERS =
      new ConcurrentHashMap<>();

  @Override
  public ConditionEvaluationResult evaluateExecutionCondition(ExtensionContext context) {
    return context
        .getTestClass()
        .flatMap(type -> Optional.ofNullable(type.getAnnotation(NeedsContainer.class)))
        .map(needs -> ANSWERS.computeIfAbsent(needs.value(), DockerEngineAnswers::ask))
        .orElseGet(() -> ConditionEvaluationResult.enabled("no container is needed"));
  }

  private static ConditionEvaluationResult ask(String image) {
    // Looked for by hand first: the library's own search is long and loud.
    if (System.getenv("DOCKER_HOST") == null && !Files.exists(SOCKET)) {
      return ConditionEvaluationResult.disabled(
          "no Docker engine: DOCKER_HOST is not set and there is no " + SOCKET);
    }
    if (!DockerClientFactory.instance().isDockerAvailable()) {
      return ConditionEvaluationResult.disabled("no Docker engine answers");
    }
    try {
      String id = new RemoteDockerImage(DockerImageName.parse(image)).get();
      return ConditionEvaluationResult.enabled("a Docker engine has " + image + " as " + id);
    } catch (Exception e) {
      return ConditionEvaluationResult.disabled(
          "the Docker engine has no image " + image + " and cannot get it: " + e.getMessage());
    }
  }
}
