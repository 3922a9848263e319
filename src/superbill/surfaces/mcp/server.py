"""The server: tools, resources and prompts bound to an open workbench, on the official SDK (extra `mcp`)."""

from __future__ import annotations

import functools
import inspect
import json
from collections.abc import Callable
from importlib.metadata import version
from typing import Any

from mcp.server import MCPServer
from mcp.server.mcpserver.exceptions import ToolError
from mcp.types import ToolAnnotations

from superbill.errors import SuperbillError
from superbill.model.codes import System
from superbill.surfaces.answers import release_data
from superbill.surfaces.mcp.tools import TOOLS, Tool, as_data
from superbill.workbench import Workbench

INSTRUCTIONS = (
    "Superbill answers about US medical coding and reimbursement out of official releases on this machine. Every value comes with "
    "the citation of its release; a value that is not loaded is not_available with the source that would bring it. Quote values "
    "and citations as they are, never fill a gap, and always give a date of service. Suggestions are for a human to sign off."
)


def make_server(bench: Workbench) -> MCPServer:
    """A server over an open workbench."""
    server = MCPServer("superbill", title="Superbill", instructions=INSTRUCTIONS, version=version("superbill"))
    for name, tool in TOOLS.items():
        server.add_tool(
            _bound(tool, bench), name=name, annotations=ToolAnnotations(read_only_hint=True, open_world_hint=False)
        )
    _resources(server, bench)
    _prompts(server)
    return server


def _bound(tool: Tool, bench: Workbench) -> Callable[..., dict[str, Any]]:
    """The tool without its first parameter; an error of a call becomes the tool's error."""

    @functools.wraps(tool)
    def call(**arguments: Any) -> dict[str, Any]:
        try:
            found: dict[str, Any] = as_data(tool(bench, **arguments))
        except (SuperbillError, ValueError) as error:
            raise ToolError(str(error)) from error
        return found

    signature = inspect.signature(tool, eval_str=True)
    parameters = [parameter for parameter in signature.parameters.values() if parameter.name != "bench"]
    call.__signature__ = signature.replace(parameters=parameters, return_annotation=dict[str, Any])  # type: ignore[attr-defined]
    call.__annotations__ = {each.name: each.annotation for each in parameters} | {"return": dict[str, Any]}
    del call.__wrapped__
    return call


def _resources(server: MCPServer, bench: Workbench) -> None:
    @server.resource("superbill://releases", mime_type="application/json")
    def releases() -> str:
        """Every loaded release with its publisher, period and files."""
        return json.dumps({"stamp": bench.stamp, "releases": [as_data(release_data(r)) for r in bench.releases]})

    @server.resource("superbill://systems", mime_type="application/json")
    def systems() -> str:
        """The code systems, and how many complete codes of each are in force today."""
        totals = bench.totals()
        return json.dumps([{"id": s.value, "title": s.label, "codes": totals.get(s, 0)} for s in System])

    @server.resource("superbill://codes/{system}/{code}", mime_type="application/json")
    def code(system: str, code: str) -> str:
        """What a code of a system is today."""
        return json.dumps(as_data(TOOLS["lookup"](bench, code, "", system)))


def _prompts(server: MCPServer) -> None:
    @server.prompt()
    def check_visit(codes: str, diagnoses: str, state: str, on: str) -> str:
        """Check the codes of a visit before they are billed."""
        return (
            f"Check these procedure codes for one patient on {on} in {state}: {codes}; diagnoses {diagnoses}. Use check_pair, check_claim, "
            "coverage and fee. Quote each result with its citation, say what is not available, and name what was not checked."
        )

    @server.prompt()
    def explain_code(code: str, on: str = "") -> str:
        """Explain a code to somebody at the front desk."""
        return f"Explain code {code}{f' on {on}' if on else ''} in plain words. Use report, quote its citations, and add nothing to it."


def serve(bench: Workbench, transport: str, host: str, port: int) -> None:
    """Serve until the client leaves (stdio) or the process ends (streamable HTTP)."""
    server = make_server(bench)
    if transport == "http":
        server.run("streamable-http", host=host, port=port, stateless_http=True)
    else:
        server.run("stdio")
