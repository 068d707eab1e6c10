package dev.darkroom.gateway.batch;

import dev.darkroom.gateway.problem.Problem;
import dev.darkroom.gateway.problem.ProblemCode;
import dev.darkroom.gateway.problem.ProblemException;
import dev.darkroom.storage.batch.BatchFault;
import java.util.List;

/**
 * What the check of a batch's input came to.
 *
 * @param lines physical lines
 * @param total lines that are to be jobs
 * @param faults the first of them
 * @param faultCount all of them
 */
public record BatchReport(int lines, int total, List<BatchFault> faults, int faultCount) {
  public BatchReport {
    faults = List.copyOf(faults);
  }

  public boolean isValid() {
    return faultCount == 0;
  }

  /** The refusal of a batch with faults. */
  ProblemException refusal() {
    List<String> reasons =
        faults.stream()
            .map(fault ->
                fault.line().map(line -> "line " + line + ": ").orElse("") + fault.message())
            .toList();
    String detail =
        total == 0 || faults.getFirst().line().isEmpty()
            ? faults.getFirst().message()
            : "%d of %d lines are not valid, and none is queued; %s"
                .formatted(faultCount, total, reasons.getFirst());
    return Problem.of(ProblemCode.INVALID_BATCH, detail).because(reasons).exception();
  }
}
