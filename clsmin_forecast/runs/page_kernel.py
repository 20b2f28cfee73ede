"""The calculation behind a page, which ends at once with it: there is nothing to save."""

from jupyter_server.services.kernels.kernelmanager import ServerKernelManager


class PageKernelManager(ServerKernelManager):
    """Kills its kernel; one that is asked to end is interrupted first, and remarks on that."""

    async def shutdown_kernel(self, now: bool = False, restart: bool = False) -> None:  # type: ignore[override]
        """End it, whatever it is at."""
        await super().shutdown_kernel(now=True, restart=restart)

    async def _async_interrupt_kernel(self) -> None:
        if not self.shutting_down:
            await super()._async_interrupt_kernel()
