package dev.darkroom.worker.run;

import dev.darkroom.job.spec.JobSpec;

/** What one run of a lease is to do. */
public record Task<S extends JobSpec>(S spec, Member member) {
  RunContext context() {
    return member.context();
  }
}
