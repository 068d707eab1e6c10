package dev.darkroom.architecture;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

class PackagesTest {
  private static final Path ROOT = Path.of(System.getProperty("basedir", ".")).resolve("..");
  private static final Path MAIN = Path.of("src", "main", "java");
  private static final int DEEPEST = 16;

  @Test
  void everyPackageSaysWhatLivesThereAndIsNullMarked() throws IOException {
    Set<Path> packages = packages();

    assertThat(packages).hasSizeGreaterThan(20);
    for (Path folder : packages) {
      Path said = folder.resolve("package-info.java");
      assertThat(said).exists();
      assertThat(Files.readString(said)).as("%s", said).startsWith("/**").contains("NullMarked");
    }
  }

  /** The folders of all modules that hold Java sources. */
  private static Set<Path> packages() throws IOException {
    try (Stream<Path> files = Files.find(ROOT, DEEPEST, (path, _) -> isSource(path))) {
      return files.map(Path::getParent).collect(Collectors.toSet());
    }
  }

  private static boolean isSource(Path path) {
    return path.toString().endsWith(".java") && path.toString().contains(MAIN.toString());
  }
}
