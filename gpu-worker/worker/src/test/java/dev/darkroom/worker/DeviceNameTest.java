package dev.darkroom.worker;

import static org.assertj.core.api.Assertions.assertThat;

import dev.darkroom.nn.Device;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class DeviceNameTest {
  @TempDir private Path cards;

  @Test
  void aProcessorIsCalledCpu() {
    assertThat(DeviceName.of(Device.CPU)).isEqualTo("cpu");
  }

  @Test
  void aCardIsCalledWhatItsDriverSaysInTheOrderOfTheBus() throws IOException {
    card("0000:81:00.0", "NVIDIA L4");
    card("0000:07:00.0", "NVIDIA H100 80GB HBM3");
    assertThat(DeviceName.of(Device.cuda(0), cards)).isEqualTo("NVIDIA H100 80GB HBM3");
    assertThat(DeviceName.of(Device.cuda(1), cards)).isEqualTo("NVIDIA L4");
  }

  @Test
  void aCardThatNobodyTellsOfIsCalledCuda() throws IOException {
    assertThat(DeviceName.of(Device.cuda(0), cards.resolve("none"))).isEqualTo("cuda");
    assertThat(DeviceName.of(Device.cuda(3), cards)).isEqualTo("cuda");
    Files.createDirectories(cards.resolve("0000:07:00.0"));
    assertThat(DeviceName.of(Device.cuda(0), cards)).isEqualTo("cuda");
  }

  private void card(String bus, String model) throws IOException {
    Path folder = Files.createDirectories(cards.resolve(bus));
    Files.writeString(folder.resolve("information"), "Model: \t\t " + model + "\nIRQ:   \t 42\n");
  }
}
