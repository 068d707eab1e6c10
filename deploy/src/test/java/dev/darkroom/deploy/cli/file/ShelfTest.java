package dev.darkroom.deploy.cli.file;

import static org.assertj.core.api.Assertions.assertThat;

import dev.darkroom.client.ScriptedFarm;
import dev.darkroom.deploy.cli.Told;
import dev.darkroom.deploy.cli.common.Exit;
import java.io.IOException;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class ShelfTest {
  private static final String FILE =
      "{\"id\":\"file-1\",\"bytes\":1234,\"filename\":\"lines.jsonl\"}";

  private ScriptedFarm farm;

  @BeforeEach
  void start() throws IOException {
    farm = ScriptedFarm.start();
    farm.on(
        "/v1/files", ask -> ScriptedFarm.reply(ask, 200, "{\"data\":[" + FILE + "," + FILE + "]}"));
    farm.on("/v1/files/file-1", ask -> ScriptedFarm.reply(ask, 200, FILE));
    farm.on(
        "/v1/uploads",
        ask ->
            ScriptedFarm.reply(
                ask, 200, "{\"data\":[{\"id\":\"5f1c\",\"size_bytes\":7,\"name\":\"cat.png\"}]}"));
  }

  @AfterEach
  void stop() {
    farm.close();
  }

  @Test
  void aPageIsALineAFileAndWhichPageIsAskedFor() {
    Told told = told("files", "list", "--limit", "2", "--after", "file 0");

    assertThat(told.exit()).isEqualTo(Exit.DONE);
    assertThat(told.out().lines()).hasSize(2).containsOnly("file-1        1234  lines.jsonl");
    assertThat(farm.asked().getFirst().path()).isEqualTo("/v1/files?limit=2&after=file%200");
  }

  @Test
  void everyShelfHasItsOwnNamesForSizeAndName() {
    assertThat(told("uploads", "list").out()).isEqualTo("5f1c           7  cat.png\n");
  }

  @Test
  void forMachinesAListIsAnObjectALine() {
    assertThat(told("files", "list", "--json").out()).isEqualTo(FILE + "\n" + FILE + "\n");
  }

  @Test
  void oneIsShownWhole() {
    assertThat(told("files", "show", "file-1").out()).contains("\"bytes\" : 1234");
    assertThat(told("files", "show", "file-1", "--json").out()).isEqualTo(FILE + "\n");
  }

  @Test
  void oneIsRemovedAndThatIsSaid() {
    assertThat(told("files", "remove", "file-1").out()).isEqualTo("removed\n");
    assertThat(told("files", "remove", "file-1", "--json").out())
        .isEqualTo("{\"id\":\"file-1\",\"removed\":true}\n");
    assertThat(farm.asked().getFirst().method()).isEqualTo("DELETE");
  }

  @Test
  void whatIsNotThereIsAFailure() {
    Told told = told("files", "show", "file-2");

    assertThat(told.exit()).isEqualTo(Exit.FAILED);
    assertThat(told.out()).isEmpty();
  }

  private Told told(String... args) {
    return Told.command(farm.address(), args);
  }
}
