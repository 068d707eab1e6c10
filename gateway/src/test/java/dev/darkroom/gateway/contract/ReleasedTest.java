package dev.darkroom.gateway.contract;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.darkroom.gateway.http.ApiDocument;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.List;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/**
 * The document, held against that of the last release: a file {@code
 * released/darkroom-VERSION.json} that is added when a release is made, and never changed.
 */
class ReleasedTest {
  private static final Path RELEASED = Path.of("src", "test", "resources", "released");
  private static final Pattern NAME = Pattern.compile("darkroom-(\\d+)\\.(\\d+)\\.(\\d+)\\.json");

  @Test
  void noClientOfTheLastReleaseIsBroken() throws IOException {
    ObjectMapper mapper = new ObjectMapper();
    JsonNode last = mapper.readTree(latest().toFile());
    JsonNode now = mapper.readTree(ApiDocument.load().at("/").encode());

    assertThat(last.path("paths")).isNotEmpty();
    assertThat(Breaks.between(last, now)).as("breaks since " + latest()).isEmpty();
  }

  private static Path latest() throws IOException {
    try (Stream<Path> files = Files.list(RELEASED)) {
      List<Path> sorted = files.sorted(Comparator.comparing(ReleasedTest::version)).toList();
      return sorted.getLast();
    }
  }

  /** Sorts as versions do. */
  private static String version(Path file) {
    var parts = NAME.matcher(String.valueOf(file.getFileName()));
    assertThat(parts.matches()).as(file.toString()).isTrue();
    return "%06d.%06d.%06d"
        .formatted(
            Integer.valueOf(parts.group(1)),
            Integer.valueOf(parts.group(2)),
            Integer.valueOf(parts.group(3)));
  }
}
