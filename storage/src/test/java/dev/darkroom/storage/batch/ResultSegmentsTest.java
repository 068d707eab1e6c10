package dev.darkroom.storage.batch;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.darkroom.job.JobStatus;
import dev.darkroom.job.id.BatchId;
import dev.darkroom.job.id.BatchLine;
import dev.darkroom.job.id.JobId;
import dev.darkroom.storage.batch.ResultSegments.Place;
import dev.darkroom.storage.batch.ResultSegments.Placed;
import dev.darkroom.storage.object.InMemoryObjectStore;
import dev.darkroom.storage.object.PassingStore;
import java.io.InputStream;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class ResultSegmentsTest {
  private static final BatchId BATCH = BatchId.of("batch_" + "0".repeat(32));

  private final List<String> opened = new ArrayList<>();
  private final ResultSegments segments =
      new ResultSegments(
          new PassingStore(new InMemoryObjectStore()) {
            @Override
            public InputStream open(String key, long offset, long length) {
              opened.add(key.substring(key.lastIndexOf('/') + 1));
              return super.open(key, offset, length);
            }
          },
          "results");

  @BeforeEach
  void threeSegmentsOfTwo() {
    for (int segment = 0; segment < 3; segment++) {
      assertThat(
              segments.append(segment, List.of(result(2 * segment + 1), result(2 * segment + 2))))
          .isTrue();
    }
  }

  @Test
  void everyResultHasAPlaceFromWhichTheRestIsRead() {
    List<Place> places = rest(Optional.empty()).stream().map(Placed::place).toList();

    assertThat(places)
        .extracting(Place::toString)
        .containsExactly("0-0", "0-1", "1-0", "1-1", "2-0", "2-1");
    for (int seen = 0; seen < places.size(); seen++) {
      assertThat(lines(Optional.of(places.get(seen))))
          .isEqualTo(IntStream.range(seen + 2, 7).boxed().toList());
    }
  }

  @Test
  void whatStandsInEarlierSegmentsIsNotReadAgain() {
    assertThat(lines(Optional.of(new Place(2, 0)))).containsExactly(6);

    assertThat(opened).containsExactly("00000002.jsonl");
  }

  @Test
  void aJobsPlaceIsLookedForFromTheNewestOn() {
    assertThat(segments.find(job(5).toString())).contains(new Place(2, 0));

    assertThat(opened).containsExactly("00000002.jsonl");
    assertThat(segments.find(job(2).toString())).contains(new Place(0, 1));
    assertThat(segments.find(job(17).toString())).isEmpty();
  }

  @Test
  void aPlaceInNoSegmentIsNone() {
    assertThatThrownBy(() -> segments.after(Optional.of(new Place(3, 0))))
        .isInstanceOf(IndexOutOfBoundsException.class);
    assertThat(Place.parse("2-17")).contains(new Place(2, 17));
    assertThat(Place.parse("2")).isEmpty();
    assertThat(Place.parse(job(1).toString())).isEmpty();
  }

  private List<Integer> lines(Optional<Place> after) {
    return rest(after).stream().map(placed -> placed.result().line().line()).toList();
  }

  private List<Placed> rest(Optional<Place> after) {
    try (Stream<Placed> all = segments.after(after)) {
      return all.toList();
    }
  }

  private static BatchResult result(int line) {
    return new BatchResult(
        new BatchLine(BATCH, line, "line-" + line),
        job(line),
        JobStatus.SUCCEEDED,
        Instant.EPOCH,
        List.of(),
        Optional.empty());
  }

  private static JobId job(int line) {
    return JobId.ofLine(BATCH, line, 0);
  }
}
