package dev.darkroom.gateway.openai.route;

import dev.darkroom.gateway.command.Steering;
import dev.darkroom.gateway.http.Route;
import dev.darkroom.gateway.openai.BatchRequests;
import dev.darkroom.gateway.openai.EditDesk;
import dev.darkroom.gateway.openai.FileDesk;
import dev.darkroom.gateway.openai.ImageDesk;
import dev.darkroom.gateway.openai.TuningDesk;
import dev.darkroom.gateway.view.JobView;
import dev.darkroom.storage.file.Files;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

/** Every route of OpenAI's edge. */
public final class OpenAiRoutes {
  private OpenAiRoutes() {}

  /**
   * What they stand on.
   *
   * @param longestWait what a longer {@code Prefer: wait} is cut to
   */
  public record Desks(
      Files stored,
      FileDesk files,
      ImageDesk images,
      EditDesk edits,
      TuningDesk tunings,
      BatchRequests batches,
      Duration longestWait) {}

  /** One route for each operation. */
  public static List<Route> of(Desks desks, JobView jobs, Steering steering) {
    List<Route> routes = new ArrayList<>();
    routes.add(new CreateFile(desks.files()));
    routes.add(new ListFiles(desks.files(), desks.stored()));
    routes.add(OneFile.get(desks.files()));
    routes.add(OneFile.delete(desks.files(), desks.stored()));
    routes.add(OneFile.content(desks.files(), desks.stored()));
    routes.add(new CreateImage(desks.images()));
    routes.add(ChangeImage.edit(desks.edits()));
    routes.add(ChangeImage.variation(desks.edits()));
    routes.add(new CreateTuning(desks.tunings(), jobs, desks.longestWait()));
    routes.add(new ListTunings(jobs));
    routes.addAll(OneTuning.all(jobs, steering));
    return routes;
  }
}
