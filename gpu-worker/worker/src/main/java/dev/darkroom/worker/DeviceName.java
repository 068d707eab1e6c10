package dev.darkroom.worker;

import dev.darkroom.nn.Device;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/** What a device is called by those who made it: devices of one name are equally fast. */
public final class DeviceName {
  /**
   * Where NVIDIA's driver tells of its cards on Linux: a folder a card, in the order of the bus.
   */
  private static final Path CARDS = Path.of("/proc/driver/nvidia/gpus");

  private static final Pattern MODEL = Pattern.compile("(?m)^Model:\\s*(\\S.*?)\\s*$");

  private DeviceName() {}

  /** The device's name; {@code cpu} or {@code cuda} where nothing more is known. */
  public static String of(Device device) {
    return of(device, CARDS);
  }

  static String of(Device device, Path cards) {
    return device.cudaIndex().isPresent()
        ? card(device.cudaIndex().getAsInt(), cards).orElse("cuda")
        : "cpu";
  }

  private static Optional<String> card(int index, Path cards) {
    try (Stream<Path> folders = Files.list(cards)) {
      List<Path> sorted = folders.sorted().toList();
      if (index >= sorted.size()) {
        return Optional.empty();
      }
      Matcher model = MODEL.matcher(Files.readString(sorted.get(index).resolve("information")));
      return model.find() ? Optional.of(model.group(1)) : Optional.empty();
    } catch (IOException _) {
      return Optional.empty(); // another driver, or another system
    }
  }
}
