package dev.darkroom.deploy.bench;

import dev.darkroom.deploy.farm.FarmFolder;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** A gateway in a process of its own, with a heap of a given size that can be looked into. */
final class GatewayProcess implements AutoCloseable {
  private static final Pattern URL = Pattern.compile("(?m)^gateway +(http\\S+)$");
  private static final Pattern LIVE =
      Pattern.compile("Pause Full \\(Diagnostic Command\\) \\d+M->(\\d+)M\\(");
  private static final Pattern PEAK = Pattern.compile("(?m)^VmHWM:\\s+(\\d+) kB$");

  private final Process process;
  private final Path said;
  private final Path collections;

  private GatewayProcess(Process process, Path said, Path collections) {
    this.process = process;
    this.said = said;
    this.collections = collections;
  }

  /** Starts one beside those of a farm, and returns when it listens. */
  static GatewayProcess start(Path farm, int heapMbytes) throws IOException, InterruptedException {
    Path said = farm.resolve("gateway-process.log");
    Path collections = farm.resolve("gateway-process.gc");
    List<String> command =
        List.of(
            tool("java"),
            "-Xmx" + heapMbytes + "m",
            "-XX:+UseSerialGC",
            "-XX:MetaspaceSize=192m",
            "-Xlog:gc:file=" + collections + "::filecount=0",
            "--enable-native-access=ALL-UNNAMED",
            "--sun-misc-unsafe-memory-access=allow",
            "-cp",
            System.getProperty("java.class.path"),
            "dev.darkroom.deploy.cli.Main",
            "run",
            "gateway",
            "--config",
            FarmFolder.settings(farm).toString());
    Process process =
        new ProcessBuilder(command).redirectErrorStream(true).redirectOutput(said.toFile()).start();
    GatewayProcess gateway = new GatewayProcess(process, said, collections);
    LogFarm.await(() -> !process.isAlive() || URL.matcher(gateway.said()).find());
    if (!process.isAlive()) {
      throw new IllegalStateException("the bench's gateway ended at once: " + gateway.said());
    }
    return gateway;
  }

  URI url() {
    Matcher url = URL.matcher(said());
    if (!url.find()) {
      throw new IllegalStateException("the gateway does not say where it listens");
    }
    return URI.create(url.group(1));
  }

  /** Lets it collect all garbage, and tells what is left in megabytes. */
  double collectedMbytes() throws IOException, InterruptedException {
    Process jcmd =
        new ProcessBuilder(tool("jcmd"), Long.toString(process.pid()), "GC.run")
            .redirectErrorStream(true)
            .redirectOutput(ProcessBuilder.Redirect.DISCARD)
            .start();
    if (jcmd.waitFor() != 0) {
      throw new IOException("the gateway's process is gone");
    }
    Matcher live = LIVE.matcher(Files.readString(collections));
    double last = 0;
    while (live.find()) {
      last = Double.parseDouble(live.group(1));
    }
    return last;
  }

  /** The most memory that it has had, as the kernel counts it. */
  double residentPeakMbytes() throws IOException {
    Matcher peak = PEAK.matcher(Files.readString(Path.of("/proc/" + process.pid() + "/status")));
    return peak.find() ? Double.parseDouble(peak.group(1)) / 1e3 : 0;
  }

  private String said() {
    try {
      return Files.readString(said);
    } catch (IOException e) {
      return "nothing: " + e.getMessage();
    }
  }

  private static String tool(String name) {
    return Path.of(System.getProperty("java.home"), "bin", name).toString();
  }

  @Override
  public void close() {
    process.destroy();
    process.onExit().join();
  }
}
