package dev.darkroom.gateway.auth;

/** What a caller may do. */
public enum Role {
  /** Submits, watches and cancels the tenant's generation jobs. */
  SUBMITTER,
  /** The same for jobs that train. */
  TRAINER,
  /** Sees and steers pools and workers. */
  OPERATOR,
  /** Everything, keys included. */
  ADMIN
}
