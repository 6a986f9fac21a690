-- Why a case was closed, reopened, found to be no crime, out of scope or referred out: asked by the act that does it.

ALTER TABLE cases ADD COLUMN stage_reason TEXT;
