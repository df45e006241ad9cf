"""The public interface for other programs: JSON, read only."""
