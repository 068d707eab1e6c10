package dev.darkroom.deploy.doctor;

import static org.assertj.core.api.Assertions.assertThat;

import dev.darkroom.deploy.doctor.Finding.Level;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import org.junit.jupiter.api.Test;

final class MachineTest {
  private static final long GIB = 1L << 30;

  @Test
  void aLittleRoomIsDoubtfulAndNoneIsBroken() {
    assertThat(Machine.disk(100 * GIB).level()).isEqualTo(Level.FINE);
    assertThat(Machine.disk(2 * GIB).level()).isEqualTo(Level.DOUBTFUL);
    assertThat(Machine.disk(GIB / 2).level()).isEqualTo(Level.BROKEN);
    assertThat(Machine.memory(GIB).level()).isEqualTo(Level.BROKEN);
  }

  @Test
  void aTakenPortSaysHowToUseAnother() throws IOException {
    try (ServerSocket taken = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      Finding finding = Machine.port(taken.getLocalPort());

      assertThat(finding.level()).isEqualTo(Level.DOUBTFUL);
      assertThat(finding.advice()).contains("--port");
    }
  }

  @Test
  void whatIsFineNeedsNoAdvice() {
    assertThat(Machine.disk(100 * GIB).advice()).isEmpty();
    assertThat(Machine.disk(GIB / 2).advice()).isNotEmpty();
  }
}
