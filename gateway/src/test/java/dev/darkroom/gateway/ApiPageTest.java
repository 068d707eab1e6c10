package dev.darkroom.gateway;

import static org.assertj.core.api.Assertions.assertThat;

import dev.darkroom.gateway.http.ApiDocument;
import dev.darkroom.gateway.problem.ProblemCode;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** What the page for people says is what the code has. */
class ApiPageTest {
  private static String page;

  @BeforeAll
  static void read() throws IOException {
    page = Files.readString(Path.of("..", "docs", "api.md"));
  }

  @ParameterizedTest
  @EnumSource
  void everyProblemStandsInTheLineOfItsStatus(ProblemCode code) {
    assertThat(page.lines().filter(line -> line.contains("`" + code.stable() + "`")))
        .anyMatch(line -> line.startsWith("|") && line.contains(Integer.toString(code.status())));
  }

  @Test
  void everyPathOfTheDocumentIsThere() {
    assertThat(page).contains(ApiDocument.load().at("/").getJsonObject("paths").fieldNames());
  }
}
