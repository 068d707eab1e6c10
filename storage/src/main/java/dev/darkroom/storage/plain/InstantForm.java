package dev.darkroom.storage.plain;

import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * Times as {@link Instant#toString} writes them, without a formatter: a job's record holds half a
 * dozen, and {@code java.time.format} would take a third of the scheduler's time.
 */
public final class InstantForm {
  /** Bytes of the longest such text. */
  public static final int LONGEST = 30;

  /** 9999-12-31T23:59:59Z; a later year has a sign. */
  private static final long LAST_SECOND = 253_402_300_799L;

  /** 0000-01-01T00:00:00Z. */
  private static final long FIRST_SECOND = -62_167_219_200L;

  private static final int DAY_SECONDS = 86_400;

  private InstantForm() {}

  /**
   * Writes {@code uuuu-MM-ddTHH:mm:ss[.fraction]Z}.
   *
   * @param to with room for {@link #LONGEST} bytes
   * @return where it ends; {@code from} where the year has another form
   */
  public static int write(Instant at, byte[] to, int from) {
    long second = at.getEpochSecond();
    if (second < FIRST_SECOND || second > LAST_SECOND) {
      return from;
    }
    long day = Math.floorDiv(second, DAY_SECONDS);
    int ofDay = Math.floorMod(second, DAY_SECONDS);
    // Days counted from 1 March of year 0, so that leap days end a year (Hinnant 2013).
    long z = day + 719_468;
    long era = Math.floorDiv(z, 146_097L);
    int ofEra = (int) (z - era * 146_097);
    int yearOfEra = (ofEra - ofEra / 1_460 + ofEra / 36_524 - ofEra / 146_096) / 365;
    int ofYear = ofEra - (365 * yearOfEra + yearOfEra / 4 - yearOfEra / 100);
    int shifted = (5 * ofYear + 2) / 153;
    int month = shifted < 10 ? shifted + 3 : shifted - 9;
    int year = (int) (yearOfEra + era * 400) + (month <= 2 ? 1 : 0);
    digits(to, from, 4, year);
    to[from + 4] = '-';
    digits(to, from + 5, 2, month);
    to[from + 7] = '-';
    digits(to, from + 8, 2, ofYear - (153 * shifted + 2) / 5 + 1);
    to[from + 10] = 'T';
    digits(to, from + 11, 2, ofDay / 3_600);
    to[from + 13] = ':';
    digits(to, from + 14, 2, ofDay / 60 % 60);
    to[from + 16] = ':';
    digits(to, from + 17, 2, ofDay % 60);
    int end = fraction(to, from + 19, at.getNano());
    to[end] = 'Z';
    return end + 1;
  }

  /** Reads a text of that form; null where it has another. */
  public static @Nullable Instant read(byte[] text, int from, int length) {
    Fields fields = new Fields(text, from, length);
    return fields.plain() ? fields.instant() : null;
  }

  /** None, three, six or nine digits, as few as say all; answers where they end. */
  private static int fraction(byte[] to, int from, int nano) {
    if (nano == 0) {
      return from;
    }
    to[from] = '.';
    if (nano % 1_000_000 == 0) {
      return digits(to, from + 1, 3, nano / 1_000_000);
    }
    return nano % 1_000 == 0
        ? digits(to, from + 1, 6, nano / 1_000)
        : digits(to, from + 1, 9, nano);
  }

  static int digits(byte[] to, int from, int count, int number) {
    int rest = number;
    for (int i = from + count - 1; i >= from; i--) {
      to[i] = (byte) ('0' + rest % 10);
      rest /= 10;
    }
    return from + count;
  }

  /** The fields of a text of that form. */
  private static final class Fields {
    private final byte[] text;
    private final int from;
    private final int length;
    private boolean bad;

    Fields(byte[] text, int from, int length) {
      this.text = text;
      this.from = from;
      this.length = length;
    }

    /** Whether it has the form; what its fields hold is another matter. */
    boolean plain() {
      return length >= 20
          && length <= LONGEST
          && length != 21
          && at(4) == '-'
          && at(7) == '-'
          && at(10) == 'T'
          && at(13) == ':'
          && at(16) == ':'
          && at(length - 1) == 'Z'
          && (length == 20 || at(19) == '.')
          && fields();
    }

    private boolean fields() {
      int month = number(5, 2);
      int day = number(8, 2);
      boolean sound =
          month >= 1
              && month <= 12
              && day >= 1
              && day <= 28 + (month == 2 ? 0 : 2) // the others' rules are the library's to know
              && number(11, 2) <= 23
              && number(14, 2) <= 59
              && number(17, 2) <= 59;
      int _ = number(0, 4);
      int _ = nano();
      return sound && !bad;
    }

    Instant instant() {
      int month = number(5, 2);
      long year = number(0, 4);
      long shifted = month <= 2 ? year - 1 : year;
      long era = Math.floorDiv(shifted, 400L);
      int yearOfEra = (int) (shifted - era * 400);
      int ofYear = (153 * (month > 2 ? month - 3 : month + 9) + 2) / 5 + number(8, 2) - 1;
      long ofEra = 365L * yearOfEra + leaps(yearOfEra) + ofYear;
      long day = era * 146_097 + ofEra - 719_468;
      int ofDay = number(11, 2) * 3_600 + number(14, 2) * 60 + number(17, 2);
      return Instant.ofEpochSecond(day * DAY_SECONDS + ofDay, nano());
    }

    private static int leaps(int yearOfEra) {
      return yearOfEra / 4 - yearOfEra / 100;
    }

    private int nano() {
      int digits = Math.max(length - 21, 0);
      int nano = digits == 0 ? 0 : number(20, digits);
      for (int i = digits; i < 9; i++) {
        nano *= 10;
      }
      return nano;
    }

    private int number(int start, int count) {
      int number = 0;
      for (int i = start; i < start + count; i++) {
        int digit = at(i) - '0';
        bad |= digit < 0 || digit > 9;
        number = number * 10 + digit;
      }
      return number;
    }

    private byte at(int index) {
      return text[from + index];
    }
  }
}
