package dev.darkroom.worker.run;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.darkroom.job.id.Epoch;
import dev.darkroom.job.id.JobId;
import dev.darkroom.job.id.RunRef;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.UUID;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class SpoolTest {
  private static final RunRef RUN = new RunRef(JobId.ofRandom(new UUID(1, 1), 0), Epoch.of(3));
  @TempDir private Path folder;

  @Test
  void whatAnEarlierProcessLeftIsRemovedAtTheStart() throws IOException {
    Path left = folder.resolve("spool/old.1/image-0.png");
    Files.createDirectories(left.getParent());
    Files.write(left, new byte[10]);
    Spool spool = new Spool(folder.resolve("spool"), 100);
    assertThat(left).doesNotExist();
    assertThat(spool.usedBytes()).isZero();
  }

  @Test
  void theCapCountsWhatWaitsAndNotWhatIsStored() {
    Spool spool = new Spool(folder, 100);
    Path first = spool.write(RUN, "a", new byte[60]);
    assertThatThrownBy(() -> spool.write(RUN, "b", new byte[60])).isInstanceOf(RunFailure.class);
    spool.remove(RUN, first, 60);
    assertThat(spool.write(RUN, "b", new byte[60])).exists();
    spool.clear(RUN);
    assertThat(spool.usedBytes()).isZero();
    assertThat(folder.resolve(RUN.job() + ".3")).doesNotExist();
  }

  @Test
  void aNameThatClimbsOutIsRefused() {
    Spool spool = new Spool(folder, 100);
    assertThatThrownBy(() -> spool.write(RUN, "../../evil", new byte[1]))
        .isInstanceOf(IllegalArgumentException.class);
  }
}
