package dev.darkroom.job.pool;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.time.DayOfWeek;
import java.time.Instant;
import java.time.LocalDateTime;
import java.time.LocalTime;
import java.time.ZoneId;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.Test;

class SleepPlanTest {
  private static final ZoneId BERLIN = ZoneId.of("Europe/Berlin");
  private static final SleepPlan NIGHTS = plan(Set.of(), "22:00", "06:30");
  private static final SleepPlan WORKDAYS =
      plan(Set.of(DayOfWeek.MONDAY, DayOfWeek.FRIDAY), "08:00", "20:00");

  @Test
  void aWindowHoldsFromItsFirstMinuteToTheOneBeforeItsEndByTheClockOfItsPlace() {
    assertThat(WORKDAYS.asleep(berlin("2026-03-02T07:59"))).isFalse();
    assertThat(WORKDAYS.asleep(berlin("2026-03-02T08:00"))).isTrue();
    assertThat(WORKDAYS.asleep(berlin("2026-03-02T19:59"))).isTrue();
    assertThat(WORKDAYS.asleep(berlin("2026-03-02T20:00"))).isFalse();
    assertThat(WORKDAYS.asleep(Instant.parse("2026-03-02T07:30:00Z"))).isTrue();
  }

  @Test
  void aWindowHoldsOnItsDaysOnly() {
    assertThat(WORKDAYS.asleep(berlin("2026-03-03T12:00"))).isFalse();
    assertThat(WORKDAYS.asleep(berlin("2026-03-06T12:00"))).isTrue();
  }

  @Test
  void aWindowThatEndsBeforeItBeginsReachesIntoTheNextDay() {
    assertThat(NIGHTS.asleep(berlin("2026-03-02T23:00"))).isTrue();
    assertThat(NIGHTS.asleep(berlin("2026-03-03T06:29"))).isTrue();
    assertThat(NIGHTS.asleep(berlin("2026-03-03T06:30"))).isFalse();
    SleepPlan sundays = plan(Set.of(DayOfWeek.SUNDAY), "22:00", "06:30");
    assertThat(sundays.asleep(berlin("2026-03-02T05:00"))).as("Monday morning").isTrue();
    assertThat(sundays.asleep(berlin("2026-03-01T05:00"))).as("Sunday morning").isFalse();
  }

  @Test
  void equalTimesAreAWholeDay() {
    SleepPlan saturdays = plan(Set.of(DayOfWeek.SATURDAY), "00:00", "00:00");
    assertThat(saturdays.asleep(berlin("2026-03-07T00:00"))).isTrue();
    assertThat(saturdays.asleep(berlin("2026-03-07T23:59"))).isTrue();
    assertThat(saturdays.asleep(berlin("2026-03-08T00:00"))).isFalse();
    assertThat(saturdays.nextChange(berlin("2026-03-02T12:00")))
        .contains(berlin("2026-03-07T00:00"));
  }

  @Test
  void itTellsWhenItNextFallsAsleepOrWakes() {
    assertThat(NIGHTS.nextChange(berlin("2026-03-02T12:00"))).contains(berlin("2026-03-02T22:00"));
    assertThat(NIGHTS.nextChange(berlin("2026-03-02T22:00"))).contains(berlin("2026-03-03T06:30"));
    assertThat(WORKDAYS.nextChange(berlin("2026-03-02T20:00")))
        .contains(berlin("2026-03-06T08:00"));
  }

  @Test
  void windowsThatOverlapAreOne() {
    SleepPlan two =
        new SleepPlan(
            BERLIN,
            List.of(
                new SleepPlan.Window(Set.of(), LocalTime.of(8, 0), LocalTime.of(12, 0)),
                new SleepPlan.Window(Set.of(), LocalTime.of(11, 0), LocalTime.of(14, 0))),
            false);
    assertThat(two.nextChange(berlin("2026-03-02T09:00"))).contains(berlin("2026-03-02T14:00"));
  }

  @Test
  void aPlanWithoutWindowsNeverSleepsAndOneOfWholeDaysNeverWakes() {
    assertThat(SleepPlan.NEVER.asleep(berlin("2026-03-02T12:00"))).isFalse();
    assertThat(SleepPlan.NEVER.nextChange(berlin("2026-03-02T12:00"))).isEmpty();
    SleepPlan always = plan(Set.of(), "00:00", "00:00");
    assertThat(always.nextChange(berlin("2026-03-02T12:00"))).isEqualTo(Optional.empty());
  }

  @Test
  void whatTheClocksOfThePlaceJumpOverNeverHappens() {
    SleepPlan gap = plan(Set.of(), "02:15", "04:00");
    Instant jump = Instant.parse("2026-03-29T01:00:00Z"); // 02:00 becomes 03:00
    assertThat(gap.asleep(jump.minusSeconds(1))).isFalse();
    assertThat(gap.asleep(jump)).isTrue();
    assertThat(gap.nextChange(jump.minusSeconds(600))).contains(jump);
  }

  @Test
  void everyChangeThatItTellsOfIsOneAndNoneIsLeftOut() {
    for (SleepPlan plan : List.of(NIGHTS, WORKDAYS, plan(Set.of(), "02:15", "02:45"))) {
      Instant from = Instant.parse("2026-10-20T00:00:00Z"); // clocks go back on the 25th
      Instant change = plan.nextChange(from).orElseThrow();
      boolean before = plan.asleep(from);
      for (Instant at = from; at.isBefore(from.plusSeconds(9 * 86_400)); at = at.plusSeconds(300)) {
        if (!at.isBefore(change)) {
          assertThat(plan.asleep(change)).isNotEqualTo(before);
          before = !before;
          change = plan.nextChange(change).orElseThrow();
        }
        assertThat(plan.asleep(at)).as("%s", at).isEqualTo(before);
      }
    }
  }

  @Test
  void thereAreAtMostAsManyWindowsAsAnybodyNeeds() {
    SleepPlan.Window window = NIGHTS.windows().getFirst();
    assertThatIllegalArgumentException()
        .isThrownBy(() -> new SleepPlan(BERLIN, Collections.nCopies(33, window), false))
        .withMessage("33 windows are over the 32 allowed");
  }

  private static SleepPlan plan(Set<DayOfWeek> days, String from, String to) {
    return new SleepPlan(
        BERLIN,
        List.of(new SleepPlan.Window(days, LocalTime.parse(from), LocalTime.parse(to))),
        false);
  }

  private static Instant berlin(String local) {
    return LocalDateTime.parse(local).atZone(BERLIN).toInstant();
  }
}
