package dev.darkroom.gateway.route.job;

import dev.darkroom.gateway.body.ListBody;
import dev.darkroom.gateway.body.LogLineBody;
import dev.darkroom.gateway.http.Answer;
import dev.darkroom.gateway.http.Request;
import dev.darkroom.gateway.http.Route;
import dev.darkroom.gateway.progress.ProgressHub;
import dev.darkroom.gateway.route.Jobs;
import dev.darkroom.gateway.view.Viewed;
import dev.darkroom.job.JobHeader;
import dev.darkroom.job.id.Epoch;
import dev.darkroom.job.id.RunRef;
import dev.darkroom.storage.StorageException;
import dev.darkroom.storage.object.ObjectKeys;
import dev.darkroom.storage.object.ObjectStore;
import dev.darkroom.storage.progress.ProgressEvent;
import dev.darkroom.storage.progress.ProgressId;
import dev.darkroom.storage.progress.ProgressRecord;
import dev.darkroom.storage.progress.RunLog;
import java.util.ArrayList;
import java.util.List;

/**
 * {@code GET /v1/jobs/{id}/logs}: what the job's runs have said, the oldest first: what they
 * stored, and what the one that runs now has said since.
 */
final class GetJobLogs implements Route {
  private static final int DEFAULT_LIMIT = 1_000;
  private static final int MAX_LIMIT = 10_000;

  /** The latest runs that are looked at. */
  private static final int MAX_RUNS = 20;

  private static final int MAX_LIVE = 1_000;

  private final Jobs jobs;
  private final ObjectStore objects;
  private final ProgressHub progress;

  GetJobLogs(Jobs jobs, ObjectStore objects, ProgressHub progress) {
    this.jobs = jobs;
    this.objects = objects;
    this.progress = progress;
  }

  @Override
  public String operationId() {
    return "getJobLogs";
  }

  @Override
  public Action read(Request request) throws InterruptedException {
    Viewed job = jobs.of(request);
    int limit = request.query().integer("limit", DEFAULT_LIMIT, 1, MAX_LIMIT);
    return () -> {
      List<ProgressEvent.Line> lines = lines(job);
      List<ProgressEvent.Line> latest =
          lines.subList(Math.max(0, lines.size() - limit), lines.size());
      return Answer.ok(ListBody.all(latest.stream().map(LogLineBody::of).toList()));
    };
  }

  private List<ProgressEvent.Line> lines(Viewed viewed) {
    JobHeader header = viewed.job().header();
    long last = viewed.job().lastEpoch().value();
    List<ProgressEvent.Line> lines = new ArrayList<>();
    for (long epoch = Math.max(1, last - MAX_RUNS + 1); epoch <= last; epoch++) {
      lines.addAll(
          stored(
              ObjectKeys.output(
                  header.tenant(), new RunRef(header.id(), Epoch.of(epoch)), RunLog.FILE)));
    }
    int stored = lines.size();
    progress.replay(header.id(), ProgressId.ZERO, MAX_LIVE).stream()
        .map(ProgressRecord::event)
        .filter(ProgressEvent.Line.class::isInstance)
        .map(ProgressEvent.Line.class::cast)
        .filter(line -> stored == 0 || isAfter(line, lines.get(stored - 1)))
        .forEach(lines::add);
    return lines;
  }

  private static boolean isAfter(ProgressEvent.Line line, ProgressEvent.Line last) {
    int byRun = line.epoch().compareTo(last.epoch());
    return byRun > 0 || (byRun == 0 && line.at().isAfter(last.at()));
  }

  private List<ProgressEvent.Line> stored(String key) {
    try {
      return RunLog.read(objects.get(key, RunLog.MAX_BYTES));
    } catch (StorageException e) {
      if (e.code() == StorageException.Code.NOT_FOUND) {
        return List.of();
      }
      throw e;
    }
  }
}
