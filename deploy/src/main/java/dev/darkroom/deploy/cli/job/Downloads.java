package dev.darkroom.deploy.cli.job;

import dev.darkroom.client.FarmClient;
import dev.darkroom.client.Job;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Where a job's pictures go on this machine. */
public final class Downloads {
  private Downloads() {}

  /**
   * Fetches a job's pictures.
   *
   * @param out a file (for one picture), a folder, or null for the current folder
   * @return the files, in the job's order
   */
  public static List<Path> images(FarmClient farm, Job job, @Nullable Path out) throws IOException {
    List<Job.Output> images =
        job.outputs().stream().filter(output -> output.role().equals("image")).toList();
    List<Path> files = new ArrayList<>();
    for (Job.Output image : images) {
      Path file =
          out != null && images.size() == 1 && !Files.isDirectory(out)
              ? out
              : folder(out).resolve(job.id() + "-" + image.name());
      farm.files().download(image, file);
      files.add(file);
    }
    return files;
  }

  private static Path folder(@Nullable Path out) {
    return out == null ? Path.of("") : out;
  }
}
