package dev.darkroom.deploy.cli.batch;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.darkroom.deploy.cli.job.Drawing;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import picocli.CommandLine;

class PromptFileTest {
  @TempDir private Path folder;

  @Test
  void eachPromptIsAJobWithTheSeedsThatFollowThoseOfTheOneBefore() throws IOException {
    Path prompts = Files.writeString(folder.resolve("p.txt"), "a cat\n\n  a \"dog\"  \n");
    Drawing drawing =
        CommandLine.populateCommand(new Drawing(), "--seed", "10", "--n", "2", "--size", "64x32");
    Path jobs = folder.resolve("batch.jsonl");

    PromptFile.write(prompts, drawing, jobs);

    assertThat(Files.readAllLines(jobs))
        .containsExactly(
            "{\"custom_id\":\"prompt-000001\",\"kind\":\"generation\",\"model\":\"shapes-ldm\","
                + "\"prompt\":\"a cat\",\"seed\":10,\"n\":2,\"width\":64,\"height\":32}",
            "{\"custom_id\":\"prompt-000003\",\"kind\":\"generation\",\"model\":\"shapes-ldm\","
                + "\"prompt\":\"a \\\"dog\\\"\",\"seed\":12,\"n\":2,\"width\":64,\"height\":32}");
  }

  @Test
  void aFileOfJobsIsToldByItsEndingOrItsFirstCharacter() throws IOException {
    assertThat(PromptFile.isOne(file("a.jsonl", "a cat"))).isFalse();
    assertThat(PromptFile.isOne(file("b.txt", "{odd} prompt"))).isTrue();
    assertThat(PromptFile.isOne(file("c", "\n {\"custom_id\":1}"))).isFalse();
    assertThat(PromptFile.isOne(file("d", "a cat"))).isTrue();
  }

  @Test
  void anEmptyFileAndOneThatIsNoTextAreRefused() throws IOException {
    Path picture = folder.resolve("p.png");
    Files.write(picture, new byte[] {(byte) 0x89, 'P', 'N', 'G', (byte) 0xff, '\n'});

    assertThatThrownBy(() -> PromptFile.isOne(file("e", "\n\n"))).hasMessageContaining("is empty");
    assertThatThrownBy(() -> PromptFile.isOne(picture)).hasMessageContaining("no UTF-8 text");
  }

  private Path file(String name, String text) throws IOException {
    return Files.writeString(folder.resolve(name), text);
  }
}
