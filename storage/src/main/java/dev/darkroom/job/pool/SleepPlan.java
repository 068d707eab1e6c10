package dev.darkroom.job.pool;

import com.fasterxml.jackson.annotation.JsonIgnore;
import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonSetter;
import com.fasterxml.jackson.annotation.Nulls;
import java.time.DayOfWeek;
import java.time.Instant;
import java.time.LocalTime;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.time.ZonedDateTime;
import java.time.zone.ZoneOffsetTransition;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * When a pool gives nothing out: windows of the local time of a place. What the clocks of that
 * place jump over never happens, and what they repeat happens twice. Runs that have begun go on.
 *
 * @param zone the place, such as {@code Europe/Berlin}
 * @param windows at most {@value #MAX_WINDOWS}; none: it never sleeps
 * @param drain whether its workers are drained when it falls asleep
 */
public record SleepPlan(ZoneId zone, List<Window> windows, boolean drain) {
  public static final int MAX_WINDOWS = 32;
  public static final SleepPlan NEVER = new SleepPlan(ZoneOffset.UTC, List.of(), false);

  /**
   * One window.
   *
   * @param days those on which it begins; empty: every day
   * @param from the first minute of it
   * @param to the first minute after it; not after {@code from}: on the next day, so that equal
   *     times are a whole day
   */
  public record Window(
      @JsonInclude(JsonInclude.Include.NON_EMPTY) @JsonSetter(nulls = Nulls.AS_EMPTY)
          Set<DayOfWeek> days,
      LocalTime from,
      LocalTime to) {
    public Window {
      days = Collections.unmodifiableSet(new TreeSet<>(days));
    }

    private boolean holds(ZonedDateTime at) {
      LocalTime time = at.toLocalTime();
      if (from.isBefore(to)) {
        return begins(at.getDayOfWeek()) && !time.isBefore(from) && time.isBefore(to);
      }
      return time.isBefore(from)
          ? time.isBefore(to) && begins(at.getDayOfWeek().minus(1))
          : begins(at.getDayOfWeek());
    }

    private boolean begins(DayOfWeek day) {
      return days.isEmpty() || days.contains(day);
    }
  }

  public SleepPlan {
    windows = List.copyOf(windows);
    if (windows.size() > MAX_WINDOWS) {
      throw new IllegalArgumentException(
          windows.size() + " windows are over the " + MAX_WINDOWS + " allowed");
    }
  }

  /** Whether it sleeps at this time. */
  public boolean asleep(Instant at) {
    ZonedDateTime local = at.atZone(zone);
    return windows.stream().anyMatch(window -> window.holds(local));
  }

  /**
   * The next time after {@code at} at which it falls asleep or wakes; empty where it never does.
   * Windows that overlap or meet are one.
   */
  public Optional<Instant> nextChange(Instant at) {
    boolean now = asleep(at);
    ZonedDateTime local = at.atZone(zone);
    @Nullable ZoneOffsetTransition clocksChange = zone.getRules().nextTransition(at);
    // A week has every window; one day more for one that reaches over its end.
    Stream<Instant> edges =
        Stream.iterate(0, day -> day + 1)
            .limit(9)
            .map(day -> local.toLocalDate().plusDays(day))
            .flatMap(date ->
                windows.stream()
                    .flatMap(window -> Stream.of(window.from(), window.to()))
                    .map(time -> date.atTime(time).atZone(zone))
                    .flatMap(edge ->
                        Stream.of(
                            edge.withEarlierOffsetAtOverlap(), edge.withLaterOffsetAtOverlap())))
            .map(ZonedDateTime::toInstant);
    return Stream.concat(
            edges, Optional.ofNullable(clocksChange).map(ZoneOffsetTransition::getInstant).stream())
        .filter(edge -> edge.isAfter(at))
        .sorted()
        .filter(edge -> asleep(edge) != now)
        .findFirst();
  }

  /** Whether it ever sleeps. */
  @JsonIgnore
  public boolean isNever() {
    return windows.isEmpty();
  }
}
